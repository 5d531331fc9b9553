package io.millrace.serve.app;

import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.config.EnvironmentNames;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.kafka.EventChannel;
import io.millrace.serve.kafka.KafkaFailure;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * Start and stop of the service.
 *
 * <p>Stop, in this order, each step with a limit:
 *
 * <ol>
 *   <li>ready no more; no events are taken;
 *   <li>what is in flight is answered, produced and acknowledged, and its offsets are committed
 *       (the channel, {@code millrace.stop-timeout});
 *   <li>the engine workers end, and the models are closed (the cascade);
 *   <li>SmallRye closes the Kafka clients: Quarkus tells it when all observers of {@code
 *       ShutdownEvent} have returned.
 * </ol>
 *
 * <p>Safe for use by many threads.
 */
@Singleton
final class Lifecycle {
  private static final Logger LOG = Logger.getLogger(Lifecycle.class.getName());

  /** Nothing should wait any more when the cascade is told to stop; this is for a hung call. */
  private static final Duration CASCADE_LIMIT = Duration.ofSeconds(2);

  private final MillraceConfig config;
  private final LiveCascade cascade;
  private final EventChannel channel;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ticker").daemon().factory());
  private volatile boolean isRunning;

  Lifecycle(MillraceConfig config, LiveCascade cascade, @Any EventChannel channel) {
    this.config = config;
    this.cascade = cascade;
    this.channel = channel;
  }

  /** Whether events are taken and answered. */
  boolean isReady() {
    return isRunning
        && cascade.isHealthy()
        && channel.failure().isEmpty()
        && channel.breaker().isEmpty()
        && channel.waiting().isEmpty();
  }

  void start(@Observes StartupEvent event) {
    for (String variable : EnvironmentNames.unknown(System.getenv().keySet())) {
      LOG.warning(variable + " is set, and is no option of Millrace");
    }
    channel.start();
    long intervalNanos = config.commitInterval().toNanos();
    ticker.scheduleWithFixedDelay(this::tick, intervalNanos, intervalNanos, TimeUnit.NANOSECONDS);
    isRunning = true;
    LOG.info(
        "Started: %s, predictions to %s, dead letters to %s, %s"
            .formatted(
                reads(),
                config.topics().predictions(),
                config.topics().deadLetters(),
                config.delivery()));
    LOG.info(
        "Timeouts: stop %s, drain %s, produce %s; commits every %s"
            .formatted(
                config.stopTimeout(),
                config.drainTimeout(),
                config.produceTimeout(),
                config.commitInterval()));
  }

  private String reads() {
    MillraceConfig.Topics topics = config.topics();
    return switch (config.stages()) {
      case ALL -> "events from " + topics.events();
      case STUDENTS ->
          "students, events from %s, escalations to %s"
              .formatted(topics.events(), topics.escalations());
      case TEACHER -> "teacher, escalations from " + topics.escalations();
    };
  }

  void stop(@Observes @Priority(1) ShutdownEvent event) throws InterruptedException {
    isRunning = false;
    channel.stop();
    ticker.shutdown();
    cascade.stop(CASCADE_LIMIT);
    LOG.info("Stopped");
  }

  void fail(@Observes KafkaFailure failure) {
    Quarkus.asyncExit(1);
  }

  private void tick() {
    try {
      channel.tick();
    } catch (RuntimeException e) {
      Failures.bug(Thread.currentThread(), e);
    }
  }
}
