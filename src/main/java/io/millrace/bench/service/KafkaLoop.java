package io.millrace.bench.service;

import io.millrace.bench.service.Rig.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A plain consume-produce loop on one thread: reads records and writes one to another topic for
 * each, with the clients' defaults.
 *
 * <p>What it writes is either the record itself or an answer as long as the service's. The second
 * is the fair comparison: a prediction has six times the bytes of the events measured here, which
 * broker and clients copy, check and store whoever writes them.
 */
final class KafkaLoop {
  private static final Duration POLL = Duration.ofMillis(100);

  private KafkaLoop() {}

  /** What is written for a record. */
  interface Answer {
    ProducerRecord<byte[], byte[]> to(ConsumerRecord<byte[], byte[]> record, String topic);

    /** The record itself. */
    static Answer copy() {
      return (record, topic) -> new ProducerRecord<>(topic, record.key(), record.value());
    }

    /** Value and headers of a prediction that a service has written, whatever the record says. */
    static Answer like(ConsumerRecord<byte[], byte[]> prediction) {
      return (record, topic) ->
          new ProducerRecord<>(
              topic,
              null,
              null,
              record.key(),
              prediction.value(),
              new RecordHeaders(prediction.headers()));
    }
  }

  /** Answers all records there are; records a second. */
  static double eventsPerSecond(Rig rig, Topics topics, Answer answer)
      throws IOException, InterruptedException {
    long count = rig.count(topics.events(), topics.partitions());
    try (var consumer = consumer(rig);
        var producer =
            new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", rig.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      consumer.assign(Rig.partitions(topics.events(), topics.partitions()));
      long start = System.nanoTime();
      for (long moved = 0; moved < count; ) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          producer.send(answer.to(record, topics.predictions()));
          moved++;
        }
        consumer.commitAsync();
      }
      producer.flush();
      return count / ((System.nanoTime() - start) / 1e9);
    }
  }

  /** The first prediction of some topics; there must be one. */
  static ConsumerRecord<byte[], byte[]> prediction(Rig rig, Topics topics) {
    try (var consumer = consumer(rig)) {
      consumer.assign(Rig.partitions(topics.predictions(), topics.partitions()));
      ConsumerRecords<byte[], byte[]> records = ConsumerRecords.empty();
      while (records.isEmpty()) {
        records = consumer.poll(POLL);
      }
      return records.iterator().next();
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Rig rig) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            rig.bootstrapServers(),
            "group.id",
            "plain-loop",
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            false),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
