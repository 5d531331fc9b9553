package io.millrace.serve.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.millrace.broker.EmbeddedBroker;
import io.millrace.serve.kafka.ServiceProcess;
import io.millrace.testing.TinyBundle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built service with events and predictions in Avro, on a real broker. */
class AvroIT {
  @TempDir Path directory;

  @Test
  void answersInAvroAndKeepsDeadLettersByteForByte() throws Exception {
    TinyBundle.write(directory.resolve("bundle"));
    try (EmbeddedBroker broker = EmbeddedBroker.start(0);
        FakeRegistry registry = new FakeRegistry()) {
      for (String topic : List.of("events", "predictions", "dead-letters")) {
        broker.createTopic("millrace." + topic, 1);
      }
      Map<String, String> options =
          Map.of(
              "MILLRACE_BUNDLE", directory.resolve("bundle").toString(),
              "MILLRACE_FORMAT", "avro",
              "MILLRACE_REGISTRY", registry.url());
      try (ServiceProcess service = ServiceProcess.start(broker.bootstrapServers(), options)) {
        service.awaitReady();
        GenericRecord event = new GenericData.Record(AvroFormatTest.EVENT);
        event.put("text", "money");
        byte[] unknown = {0, 0, 0, 0, 99, 1};
        int id = registry.put(AvroFormatTest.EVENT.toString());
        send(broker, AvroFormatTest.value(id, event), unknown);

        assertThat(first(broker, "millrace.dead-letters")).isEqualTo(unknown);
        assertThat(read(registry, first(broker, "millrace.predictions")).get("label"))
            .hasToString("balance");
      }
    }
  }

  private static GenericRecord read(FakeRegistry registry, byte[] value) {
    try (AvroKafkaDeserializer<GenericRecord> reader = new AvroKafkaDeserializer<>()) {
      reader.configure(Map.of("apicurio.registry.url", registry.url()), false);
      return reader.deserialize("millrace.predictions", value);
    }
  }

  private static void send(EmbeddedBroker broker, byte[]... values) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (byte[] value : values) {
        producer.send(new ProducerRecord<>("millrace.events", value));
      }
    }
  }

  private static byte[] first(EmbeddedBroker broker, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      consumer.seekToBeginning(consumer.assignment());
      return await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> poll(consumer), found -> found.length > 0);
    }
  }

  private static byte[] poll(KafkaConsumer<byte[], byte[]> consumer) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
      return record.value();
    }
    return new byte[0];
  }
}
