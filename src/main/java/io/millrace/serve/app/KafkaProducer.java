package io.millrace.serve.app;

import io.millrace.serve.cascade.Trace;
import io.millrace.serve.cascade.Tracing;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.http.console.RecentDeadLetters;
import io.millrace.serve.kafka.ClientPolicy;
import io.millrace.serve.kafka.codec.ValueFormat;
import io.millrace.serve.kafka.flow.EventTimes;
import io.millrace.serve.kafka.flow.IntakeListener;
import io.millrace.serve.kafka.flow.KafkaPolicy;
import io.millrace.serve.kafka.trace.RecordTraces;
import io.millrace.serve.metric.KafkaMeters;
import io.millrace.serve.metric.Meters;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes what the channels need besides the cascade. */
@Singleton
final class KafkaProducer {
  @Produces
  @Singleton
  KafkaPolicy policy(MillraceConfig config) {
    Policies.requireKeyOrder(
        config, key -> ConfigProvider.getConfig().getOptionalValue(key, String.class));
    return Policies.kafka(config);
  }

  @Produces
  @Singleton
  ValueFormat format(
      MillraceConfig config, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    return Policies.format(config, kafka);
  }

  @Produces
  @Singleton
  ClientPolicy clients(MillraceConfig config) {
    return Policies.clients(config, UUID.randomUUID().toString());
  }

  /** Found by the name of the channel. */
  @Produces
  @Singleton
  @Identifier("events")
  Map<String, Object> consumer(ClientPolicy policy) {
    return policy.consumer();
  }

  /** Found by the name of the channel. */
  @Produces
  @Singleton
  @Identifier("predictions")
  Map<String, Object> producer(ClientPolicy policy) {
    return policy.producer();
  }

  @Produces
  @Singleton
  EventTimes times() {
    return new EventTimes(System::nanoTime, InstantSource.system());
  }

  @Produces
  @Singleton
  IntakeListener listener(Meters meters, RecentDeadLetters deadLetters, Tracing tracing) {
    return new WatchedIntake(new KafkaMeters(meters), deadLetters, traces(tracing));
  }

  private static Function<ConsumerRecord<byte[], byte[]>, Trace> traces(Tracing tracing) {
    if (tracing == Tracing.NONE) {
      return _ -> Trace.NONE;
    }
    String group =
        ConfigProvider.getConfig().getValue("mp.messaging.incoming.events.group.id", String.class);
    return new RecordTraces(tracing, group, InstantSource.system())::taken;
  }
}
