package io.millrace.bench.service;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Events sent one by one when they are due, and when their predictions come.
 *
 * <p>Latency counts from the moment an event was due, not from when it was sent.
 *
 * <p>Not for sharing.
 */
final class Traffic implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(1);
  private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");

  private final KafkaProducer<String, String> producer;
  private final KafkaConsumer<String, String> consumer;
  private final String events;

  /** Clients of its own, connected and warm. */
  Traffic(String bootstrapServers, String events, String predictions, int partitions) {
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0);
    this.events = events;
    this.producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "fetch.max.wait.ms", 5),
            new StringDeserializer(),
            new StringDeserializer());
    consumer.assign(
        IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(predictions, i)).toList());
    consumer.seekToEnd(consumer.assignment());
    consumer.assignment().forEach(consumer::position);
    producer.partitionsFor(events);
    consumer.poll(LOOK);
  }

  /**
   * Sends texts at a steady rate and awaits all predictions.
   *
   * @return latency of each in seconds, in the order they were due
   * @throws IOException if one does not come
   */
  double[] run(List<String> texts, double perSecond) throws IOException {
    double[] seconds = new double[texts.size()];
    Arrays.fill(seconds, -1);
    long start = System.nanoTime();
    int sent = 0;
    int come = 0;
    while (come < seconds.length) {
      while (sent < texts.size() && System.nanoTime() - start >= dueNanos(sent, perSecond)) {
        producer.send(new ProducerRecord<>(events, "key-" + sent, event(sent, texts.get(sent))));
        sent++;
      }
      for (ConsumerRecord<String, String> prediction : consumer.poll(LOOK)) {
        Matcher id = ID.matcher(prediction.value());
        if (id.find()) {
          int place = Integer.parseInt(id.group(1));
          seconds[place] = (System.nanoTime() - start - dueNanos(place, perSecond)) / 1e9;
          come++;
        }
      }
      if (System.nanoTime() - start > dueNanos(texts.size(), perSecond) + LIMIT.toNanos()) {
        throw new IOException("of %d predictions %d came".formatted(seconds.length, come));
      }
    }
    return seconds;
  }

  private static long dueNanos(int place, double perSecond) {
    return (long) (place * 1e9 / perSecond);
  }

  private static String event(int id, String text) {
    // What would have to be escaped is left out: this text is only read.
    return "{\"id\":\"%d\",\"text\":\"%s\"}"
        .formatted(id, text.replaceAll("[\\p{Cntrl}\"\\\\]", ""));
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    consumer.close();
  }
}
