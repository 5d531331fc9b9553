package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends events of a service with its usual topics, each of another conversation, and reads answers.
 */
final class Conversations implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final KafkaProducer<String, String> producer;
  private final KafkaConsumer<String, String> consumer;
  private final Map<String, Integer> byStage = new TreeMap<>();
  private final Map<String, Integer> byBundle = new TreeMap<>();
  private int sent;
  private int answered;

  Conversations(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new StringSerializer());
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringDeserializer(),
            new StringDeserializer());
    consumer.assign(List.of(new TopicPartition("millrace.predictions", 0)));
    consumer.seekToBeginning(consumer.assignment());
  }

  void send(List<String> texts, int perSecond) throws IOException {
    long start = System.nanoTime();
    for (int i = 0; i < texts.size(); i++) {
      long wait = start + i * 1_000_000_000L / perSecond - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      String event = JSON.writeValueAsString(Map.of("id", "e" + sent, "text", texts.get(i)));
      producer.send(new ProducerRecord<>("millrace.events", "conversation-" + sent, event));
      sent++;
    }
    producer.flush();
  }

  /** Reads until every event so far has its prediction. */
  void awaitAnswers() throws IOException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (answered < sent) {
      assertThat(System.nanoTime()).as("%d of %d answers", answered, sent).isLessThan(end);
      for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
        JsonNode prediction = JSON.readTree(record.value());
        byStage.merge(prediction.path("stage").asText(), 1, Integer::sum);
        byBundle.merge(prediction.path("bundle").asText(), 1, Integer::sum);
        answered++;
      }
    }
  }

  /** Counts anew, from what has not been read yet. */
  void forget() throws IOException {
    awaitAnswers();
    byStage.clear();
    byBundle.clear();
  }

  int sent() {
    return sent;
  }

  Map<String, Integer> byStage() {
    return byStage;
  }

  Map<String, Integer> byBundle() {
    return byBundle;
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
