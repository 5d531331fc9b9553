package io.millrace.serve.app;

import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.cascade.LoadRule;
import io.millrace.serve.cascade.PolicyDesk;
import io.millrace.serve.cascade.PolicyListener;
import io.millrace.serve.cascade.Thresholds;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.kafka.PolicyFollower;
import io.millrace.serve.kafka.PolicySender;
import io.millrace.serve.metric.Meters;
import io.millrace.serve.metric.PolicyMeters;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * Moves thresholds where that is asked for: by the policy topic, by load. Otherwise nothing runs,
 * and nobody connects.
 */
@Singleton
final class PolicyProducer {
  private final MillraceConfig config;
  private final LiveCascade cascade;
  private final Meters meters;
  private final Map<String, Object> kafka;
  private final Thresholds thresholds;

  /** Null while neither is asked for. */
  private volatile PolicySender sender;

  private volatile ThresholdThread thread;

  PolicyProducer(
      MillraceConfig config,
      LiveCascade cascade,
      Meters meters,
      @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.config = config;
    this.cascade = cascade;
    this.meters = meters;
    this.kafka = kafka;
    this.thresholds = new Thresholds(cascade, config.policy().maxRaise(), config.load().floor());
  }

  @Produces
  @Singleton
  Thresholds thresholds() {
    return thresholds;
  }

  @Produces
  @Singleton
  PolicyDesk desk() {
    return new Desk();
  }

  void start(@Observes @Priority(1) StartupEvent event) {
    Optional<LoadRule> load =
        config.load().objective().map(objective -> new LoadRule(objective, config.load().steps()));
    if (!config.policy().enabled() && load.isEmpty()) {
      return;
    }
    sender =
        new PolicySender(
            kafka,
            new PolicySender.Setting(
                config.policy().enabled(),
                config.topics().policy(),
                config.topics().quality(),
                config.instance().orElseGet(() -> UUID.randomUUID().toString()),
                InstantSource.system()));
    PolicyListener listener = new PolicyMeters(meters);
    Optional<PolicyFollower> follower =
        config.policy().enabled()
            ? Optional.of(new PolicyFollower(kafka, config.topics().policy(), thresholds, listener))
            : Optional.empty();
    thread =
        new ThresholdThread(
            new ThresholdThread.Parts(cascade, thresholds, follower, load, sender, listener));
    thread.start();
  }

  /** After events are: see {@link Lifecycle}. */
  void stop(@Observes @Priority(2) ShutdownEvent event) throws InterruptedException {
    if (thread != null) {
      thread.stop();
      sender.close();
    }
  }

  /** Asked for before anything has started. */
  private final class Desk implements PolicyDesk {
    @Override
    public boolean isOpen() {
      return sender != null && sender.isOpen();
    }

    @Override
    public void set(String bundle, String stage, OptionalDouble threshold)
        throws InterruptedException {
      sender.set(bundle, stage, threshold);
    }
  }
}
