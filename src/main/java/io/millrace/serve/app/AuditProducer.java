package io.millrace.serve.app;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.cascade.AuditPolicy;
import io.millrace.serve.cascade.Auditor;
import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.http.console.RecentPredictions;
import io.millrace.serve.kafka.AuditSender;
import io.millrace.serve.kafka.EventChannel;
import io.millrace.serve.metric.AuditMeters;
import io.millrace.serve.metric.Meters;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** Makes who answers Kafka's events: the cascade in force, with audits where they are asked for. */
@Singleton
final class AuditProducer {
  private final Map<String, Object> kafka;

  /** Null while nothing is audited. */
  private volatile AuditSender sender;

  AuditProducer(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.kafka = kafka;
  }

  @Produces
  @Singleton
  @Identifier(EventChannel.ANSWERER)
  Answerer answerer(
      MillraceConfig config, LiveCascade live, Meters meters, RecentPredictions predictions) {
    Optional<AuditPolicy> policy = Policies.audit(config, CascadeProducer.AUDITS);
    if (policy.isEmpty()) {
      return predictions.watching(live);
    }
    sender = new AuditSender(kafka, config.topics().audits(), new AuditMeters(meters));
    return predictions.watching(new Auditor(live, policy.get(), sender));
  }

  /** After the cascade: see {@link Lifecycle}. */
  void stop(@Observes @Priority(2) ShutdownEvent event) {
    if (sender != null) {
      sender.close();
    }
  }
}
