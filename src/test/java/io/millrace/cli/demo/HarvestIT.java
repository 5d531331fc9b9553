package io.millrace.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.EmbeddedBroker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HarvestIT {
  @Test
  void leavesTheAnswersOfOthersToThem() throws Exception {
    List<Answer> answers = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start(0)) {
      broker.createTopic(Topics.PREDICTIONS, 1);
      broker.createTopic(Topics.DEAD_LETTERS, 1);
      send(broker.bootstrapServers());

      try (Harvest harvest = new Harvest(broker.bootstrapServers())) {
        Awaitility.await()
            .until(
                () -> {
                  answers.addAll(harvest.gather(Duration.ofMillis(100)));
                  return !answers.isEmpty();
                });
      }
    }
    assertThat(answers).extracting(Answer::number).containsExactly(7L);
    assertThat(answers).extracting(Answer::label).containsExactly("ours");
  }

  private static void send(String bootstrapServers) {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(prediction("theirs"));
      ProducerRecord<byte[], byte[]> ours = prediction("ours");
      ours.headers()
          .add(
              Feeder.HEADER, ByteBuffer.allocate(16).putLong(7).putLong(System.nanoTime()).array());
      producer.send(ours);
    }
  }

  private static ProducerRecord<byte[], byte[]> prediction(String label) {
    byte[] value = "{\"label\":\"%s\",\"outcome\":\"accepted\"}".formatted(label).getBytes(UTF_8);
    return new ProducerRecord<>(Topics.PREDICTIONS, value);
  }
}
