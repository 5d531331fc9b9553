package io.millrace.bench.service;

import io.millrace.bench.service.Rig.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads predictions on a thread of its own, and keeps how long each took.
 *
 * <p>Safe for use by many threads.
 */
final class Answers implements AutoCloseable {
  /** Carries the number of the step and when the event was due; services copy headers. */
  static final String HEADER = "bench";

  private static final Duration POLL = Duration.ofMillis(20);
  private static final long HIGHEST_MICROS = 600_000_000L;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::read, "bench-answers");
  private volatile boolean isClosed;
  private volatile Step step = new Step(-1);

  /**
   * What came back of one step, in microseconds.
   *
   * <p>Written by the reading thread.
   */
  static final class Step {
    final int number;

    /** From when an event was due to when its prediction was read. */
    final Histogram latency = new Histogram(HIGHEST_MICROS, 3);

    /** The service's part of it, engine calls apart. */
    final Histogram overhead = new Histogram(HIGHEST_MICROS, 3);

    volatile int answered;

    /** Of each answer, and the part of it in the scheduler's queues and in engine calls. */
    private double[] latencies = new double[1024];

    private double[] insides = new double[1024];

    Step(int number) {
      this.number = number;
    }

    private void enter(double latencyMicros, double insideMicros) {
      int place = answered;
      if (place == latencies.length) {
        latencies = Arrays.copyOf(latencies, 2 * place);
        insides = Arrays.copyOf(insides, 2 * place);
      }
      latencies[place] = latencyMicros;
      insides[place] = insideMicros;
      answered = place + 1; // Last: who reads it sees what was written before.
    }

    /** In microseconds, in the order of the answers. */
    double[] latencies() {
      int count = answered;
      return Arrays.copyOf(latencies, count);
    }

    /** Time in the scheduler's queues and in engine calls, in the order of the answers. */
    double[] insides() {
      int count = answered;
      return Arrays.copyOf(insides, count);
    }
  }

  /** Begins to read. */
  Answers(Rig rig, Topics topics) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", rig.bootstrapServers(), "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(Rig.partitions(topics.predictions(), topics.partitions()));
    thread.start();
  }

  /** From now on counts the answers to events of this step alone. */
  void count(Step next) {
    step = next;
  }

  private void read() {
    while (!isClosed) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        enter(record, System.nanoTime());
      }
    }
  }

  private void enter(ConsumerRecord<byte[], byte[]> record, long now) {
    Header header = record.headers().lastHeader(HEADER);
    ByteBuffer mark = ByteBuffer.wrap(header.value());
    Step counted = step;
    if (mark.getInt() != counted.number) {
      return;
    }
    double latency = (now - mark.getLong()) / 1e3;
    counted.latency.recordValue(micros(latency));
    String value = new String(record.value(), StandardCharsets.UTF_8);
    double service = number(value, "\"serviceMs\":") * 1e3;
    counted.overhead.recordValue(micros(number(value, "\"totalMs\":") * 1e3 - service));
    counted.enter(latency, number(value, "\"queueMs\":") * 1e3 + service);
  }

  private static long micros(double micros) {
    return Math.clamp(Math.round(micros), 0, HIGHEST_MICROS);
  }

  /** The number behind the last place where a member of the timings is named. */
  private static double number(String json, String member) {
    int from = json.lastIndexOf(member) + member.length();
    int to = from;
    while (json.charAt(to) != ',' && json.charAt(to) != '}') {
      to++;
    }
    return Double.parseDouble(json.substring(from, to));
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      thread.join();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    consumer.close();
  }
}
