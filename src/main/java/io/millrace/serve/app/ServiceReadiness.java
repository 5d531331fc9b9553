package io.millrace.serve.app;

import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.kafka.EventChannel;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Up while events are taken and answered; SmallRye adds whether Kafka is reached. */
@Readiness
@Singleton
final class ServiceReadiness implements HealthCheck {
  private final Lifecycle lifecycle;
  private final LiveCascade cascade;
  private final EventChannel channel;

  ServiceReadiness(Lifecycle lifecycle, LiveCascade cascade, @Any EventChannel channel) {
    this.lifecycle = lifecycle;
    this.cascade = cascade;
    this.channel = channel;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("millrace")
        .status(lifecycle.isReady())
        .withData("bundle", cascade.bundle().name())
        .withData("stages", cascade.bundle().part().name().toLowerCase(Locale.ROOT))
        .withData("engine", cascade.isHealthy() ? "answers" : "fails, events are held")
        .withData("breaker", channel.breaker().orElse("closed"))
        .withData("channel", channel.failure().or(channel::waiting).orElse("takes events"))
        .build();
  }
}
