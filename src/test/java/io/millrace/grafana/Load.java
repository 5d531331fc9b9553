package io.millrace.grafana;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Events of all kinds in an open loop, with Poisson arrivals, and what their predictions say of
 * their latencies.
 *
 * <p>Confined to the test's thread.
 */
final class Load implements AutoCloseable {
  static final String EVENTS = "millrace.events";
  static final String PREDICTIONS = "millrace.predictions";
  static final String DEAD_LETTERS = "millrace.dead-letters";

  private static final String SENT = "sent-nanos";
  private static final JsonMapper JSON = new JsonMapper();

  /** Of which the student knows most, the teacher some, and nobody the rest. */
  private static final List<String> TEXTS =
      List.of(
          "what is my balance",
          "how much money is in my account",
          "translate hello into german",
          "i need a hotel in austin from next week",
          "tell me something interesting about italy",
          "set an alarm for six in the morning",
          "where did my luggage go",
          "book me a table for two at eight",
          "is it going to rain on my parade tomorrow or what do the clouds say",
          "play the song that you played before the last one",
          "who won the match of the year that nobody watched",
          "could you maybe do that thing with the card again",
          "why is the sky blue and my rent not paid",
          "what would you cook for a cat");

  private final SplittableRandom random = new SplittableRandom(7);
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Histogram answers = new Histogram(3);
  private final Histogram client = new Histogram(3);
  private long sent;
  private long deadLetters;

  Load(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(PREDICTIONS, DEAD_LETTERS)) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Sends for some time, and reads what comes back. */
  void run(double eventsPerSecond, Duration time) {
    long due = System.nanoTime();
    long end = due + time.toNanos();
    while (due < end) {
      long wait = due - System.nanoTime();
      if (wait > 0) {
        read(Duration.ofNanos(Math.min(wait, 1_000_000)));
        LockSupport.parkNanos(Math.min(due - System.nanoTime(), 200_000));
        continue;
      }
      send();
      due += (long) (-Math.log1p(-random.nextDouble()) / eventsPerSecond * 1e9);
    }
  }

  /** Reads on. */
  boolean isAllAnswered() {
    producer.flush();
    read(Duration.ofMillis(200));
    return client.getTotalCount() + deadLetters == sent;
  }

  /** From arrival in the cascade to the answer, nanoseconds, as the predictions say. */
  Histogram answers() {
    return answers;
  }

  /** From sending to receiving, nanoseconds, by this client. */
  Histogram client() {
    return client;
  }

  long deadLetters() {
    return deadLetters;
  }

  private void send() {
    String key = "chat-" + random.nextInt(200);
    byte[] now = ByteBuffer.allocate(Long.BYTES).putLong(System.nanoTime()).array();
    ProducerRecord<byte[], byte[]> event =
        new ProducerRecord<>(EVENTS, key.getBytes(UTF_8), value(sent).getBytes(UTF_8));
    event.headers().add(SENT, now);
    producer.send(event);
    sent++;
  }

  /** One in fifty is bad, one in a hundred comes too late, one in three was said before. */
  private String value(long number) {
    String text = TEXTS.get(random.nextInt(TEXTS.size()));
    if (number % 3 != 0) {
      text += " " + Long.toString(number, Character.MAX_RADIX);
    }
    if (number % 50 == 10) {
      return "{\"text\": \"" + text;
    }
    String deadline = number % 100 == 20 ? ", \"deadlineMs\": 0" : "";
    return "{\"text\": \"%s\"%s}".formatted(text, deadline);
  }

  private void read(Duration wait) {
    var records = consumer.poll(wait);
    long now = System.nanoTime();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.topic().equals(DEAD_LETTERS)) {
        deadLetters++;
        continue;
      }
      client.recordValue(
          now - ByteBuffer.wrap(record.headers().lastHeader(SENT).value()).getLong());
      answered(record.value());
    }
  }

  /** Counts a prediction, whichever way it came. */
  void answered(byte[] prediction) {
    double totalMs = json(prediction).path("timings").path("totalMs").asDouble();
    answers.recordValue(Math.round(totalMs * 1e6));
  }

  private static JsonNode json(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
