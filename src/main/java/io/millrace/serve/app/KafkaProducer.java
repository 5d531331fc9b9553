package io.millrace.serve.app;

import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.kafka.flow.EventTimes;
import io.millrace.serve.kafka.flow.IntakeListener;
import io.millrace.serve.kafka.flow.KafkaPolicy;
import io.millrace.serve.metric.KafkaMeters;
import io.millrace.serve.metric.Meters;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes what the channels need besides the cascade. */
@Singleton
final class KafkaProducer {
  @Produces
  @Singleton
  KafkaPolicy policy(MillraceConfig config) {
    return Policies.kafka(config);
  }

  @Produces
  @Singleton
  EventTimes times() {
    return new EventTimes(System::nanoTime, InstantSource.system());
  }

  @Produces
  @Singleton
  IntakeListener listener(Meters meters) {
    return new KafkaMeters(meters);
  }
}
