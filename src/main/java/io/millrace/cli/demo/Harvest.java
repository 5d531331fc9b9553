package io.millrace.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads predictions and dead letters from their beginning.
 *
 * <p>Not for sharing.
 */
final class Harvest implements AutoCloseable {
  private final ObjectMapper json = new ObjectMapper();
  private final Consumer<byte[], byte[]> consumer;

  Harvest(String bootstrapServers) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    // No group: it would have to form first, and nobody else reads.
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(Topics.PREDICTIONS, Topics.DEAD_LETTERS)) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * What came since the last time; waits for something at most {@code wait}. Answers to events of
   * others, who try the demo's broker out, are theirs.
   */
  List<Answer> gather(Duration wait) throws IOException {
    List<Answer> answers = new ArrayList<>();
    var records = consumer.poll(wait);
    long now = System.nanoTime();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Header mark = record.headers().lastHeader(Feeder.HEADER);
      if (mark != null) {
        answers.add(answer(record, ByteBuffer.wrap(mark.value()), now));
      }
    }
    return answers;
  }

  private Answer answer(ConsumerRecord<byte[], byte[]> record, ByteBuffer mark, long now)
      throws IOException {
    long number = mark.getLong();
    long latency = now - mark.getLong();
    if (record.topic().equals(Topics.DEAD_LETTERS)) {
      byte[] why = record.headers().lastHeader("millrace-error-message").value();
      String message = new String(why, StandardCharsets.UTF_8);
      return new Answer(number, latency, null, null, null, null, 0, message);
    }
    JsonNode prediction = json.readTree(record.value());
    String best = prediction.path("alternatives").path(0).path("label").textValue();
    return new Answer(
        number,
        latency,
        prediction.path("stage").textValue(),
        prediction.path("outcome").asText(),
        prediction.path("label").textValue(),
        best,
        prediction.path("confidence").asDouble(),
        null);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
