package io.millrace.serve.app;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.cascade.AuditPolicy;
import io.millrace.serve.cascade.Auditor;
import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.http.console.RecentPredictions;
import io.millrace.serve.kafka.AuditSender;
import io.millrace.serve.kafka.EventChannel;
import io.millrace.serve.kafka.LessonSender;
import io.millrace.serve.metric.AuditMeters;
import io.millrace.serve.metric.LessonMeters;
import io.millrace.serve.metric.Meters;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/**
 * Makes who answers Kafka's events: the cascade in force, with audits, and with lessons kept for
 * the next student, where they are asked for.
 */
@Singleton
final class AuditProducer {
  private final Map<String, Object> kafka;

  /** Null while nothing is audited. */
  private volatile AuditSender sender;

  /** Null while nothing is kept for the next student. */
  private volatile LessonSender lessons;

  AuditProducer(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.kafka = kafka;
  }

  @Produces
  @Singleton
  @Identifier(EventChannel.ANSWERER)
  Answerer answerer(
      MillraceConfig config, LiveCascade live, Meters meters, RecentPredictions predictions) {
    Answerer answerer = live;
    Optional<AuditPolicy> policy = Policies.audit(config, CascadeProducer.AUDITS);
    if (policy.isPresent()) {
      sender = new AuditSender(kafka, config.topics().audits(), new AuditMeters(meters));
      answerer = new Auditor(live, policy.get(), sender);
    }
    if (Policies.keepsLessons(config)) {
      lessons =
          new LessonSender(
              answerer, kafka, config.topics().distillation(), new LessonMeters(meters));
      answerer = lessons;
    }
    return predictions.watching(answerer);
  }

  /** After the cascade: see {@link Lifecycle}. */
  void stop(@Observes @Priority(2) ShutdownEvent event) {
    if (sender != null) {
      sender.close();
    }
    if (lessons != null) {
      lessons.close();
    }
  }
}
