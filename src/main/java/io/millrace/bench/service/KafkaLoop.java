package io.millrace.bench.service;

import io.millrace.bench.service.Rig.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A plain consume-produce loop on one thread: reads records and writes each to another topic, with
 * the clients' defaults.
 */
final class KafkaLoop {
  private static final Duration POLL = Duration.ofMillis(100);

  private KafkaLoop() {}

  /** Moves all records there are; records a second. */
  static double eventsPerSecond(Rig rig, Topics topics) throws IOException, InterruptedException {
    long count = rig.count(topics.events(), topics.partitions());
    Map<String, Object> consumerSettings =
        Map.of(
            "bootstrap.servers",
            rig.bootstrapServers(),
            "group.id",
            "plain-loop",
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            false);
    try (var consumer =
            new KafkaConsumer<>(
                consumerSettings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var producer =
            new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", rig.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      consumer.assign(Rig.partitions(topics.events(), topics.partitions()));
      long start = System.nanoTime();
      for (long moved = 0; moved < count; ) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          producer.send(new ProducerRecord<>(topics.predictions(), record.key(), record.value()));
          moved++;
        }
        consumer.commitAsync();
      }
      producer.flush();
      return count / ((System.nanoTime() - start) / 1e9);
    }
  }
}
