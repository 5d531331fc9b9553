package io.millrace.bench.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.bench.service.Rig;
import io.millrace.bench.service.Rig.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends events when they are due, whatever became of those before, and reads all that the service
 * writes of them.
 *
 * <p>Not for sharing.
 */
final class Watch implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LOOK = Duration.ofMillis(1);
  private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final double NANOS = 1e9;

  private final KafkaProducer<String, String> producer;
  private final KafkaConsumer<String, String> consumer;
  private final Topics topics;
  private int runs;

  /**
   * One prediction.
   *
   * @param best its best label, whether or not the last gate let it pass
   * @param latencyMs from when its event was due to when it was read
   */
  record Answer(String best, String stage, double latencyMs) {}

  /** Hears what stands on the other topics, in the order of its coming. */
  interface Ear {
    /**
     * A record.
     *
     * @param seconds since the first event of the run was due
     */
    void hear(String topic, JsonNode record, double seconds);
  }

  /**
   * Connects.
   *
   * @param others topics of one partition that are read besides predictions
   */
  Watch(Rig rig, Topics topics, List<String> others) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            rig.bootstrapServers(),
            "linger.ms",
            0,
            "fetch.max.wait.ms",
            5,
            "isolation.level",
            "read_committed");
    this.topics = topics;
    this.producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    this.consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    Set<TopicPartition> read =
        new HashSet<>(Rig.partitions(topics.predictions(), topics.partitions()));
    others.forEach(topic -> read.addAll(Rig.partitions(topic, 1)));
    consumer.assign(read);
    consumer.seekToEnd(read);
    read.forEach(consumer::position);
    producer.partitionsFor(topics.events());
  }

  /**
   * Sends texts, and awaits all predictions.
   *
   * @param due when each is due, in seconds, rising
   * @return what was answered to each
   * @throws IOException if one is not answered
   */
  List<Answer> run(List<String> texts, double[] due, Ear ear) throws IOException {
    String run = runs++ + "-";
    Answer[] answers = new Answer[texts.size()];
    long start = System.nanoTime();
    int sent = 0;
    int come = 0;
    while (come < answers.length) {
      while (sent < answers.length && seconds(start) >= due[sent]) {
        producer.send(
            new ProducerRecord<>(
                topics.events(),
                "conversation-" + run + sent,
                JSON.writeValueAsString(Map.of("id", run + sent, "text", texts.get(sent)))));
        sent++;
      }
      come += read(run, answers, due, start, ear);
      if (System.nanoTime() - start > due[due.length - 1] * NANOS + PATIENCE_NANOS) {
        throw new IOException("of %d predictions %d came".formatted(answers.length, come));
      }
    }
    return List.of(answers);
  }

  /** Reads on for a while, of what was said about a run that is over. */
  void listen(Duration time, Ear ear) throws IOException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      read("none", new Answer[0], new double[0], start, ear);
    }
  }

  private int read(String run, Answer[] answers, double[] due, long start, Ear ear)
      throws IOException {
    int come = 0;
    for (ConsumerRecord<String, String> record : consumer.poll(LOOK)) {
      if (record.value() == null) {
        continue;
      }
      JsonNode json = JSON.readTree(record.value());
      if (!record.topic().equals(topics.predictions())) {
        ear.hear(record.topic(), json, seconds(start));
      } else if (json.path("id").asText().startsWith(run)) {
        int place = Integer.parseInt(json.path("id").asText().substring(run.length()));
        answers[place] =
            new Answer(
                json.at("/alternatives/0/label").asText(),
                json.path("stage").asText(),
                (seconds(start) - due[place]) * 1e3);
        come++;
      }
    }
    return come;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / NANOS;
  }

  /** When events are due at an even rate. */
  static double[] evenly(int events, double perSecond) {
    double[] due = new double[events];
    for (int i = 0; i < events; i++) {
      due[i] = i / perSecond;
    }
    return due;
  }

  /** So many texts, one after the other and over again. */
  static List<String> texts(List<String> from, int count) {
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(from.get(i % from.size()));
    }
    return texts;
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    consumer.close();
  }
}
