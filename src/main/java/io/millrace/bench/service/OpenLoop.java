package io.millrace.bench.service;

import io.millrace.bench.service.Rig.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends events when they are due, whatever became of those before them, and measures from then: an
 * event that could not be sent in time has waited. Arrivals are Poisson's.
 *
 * <p>Source: Schroeder, Wierman and Harchol-Balter, Open Versus Closed: A Cautionary Tale, NSDI
 * 2006.
 *
 * <p>Not for sharing.
 */
final class OpenLoop implements AutoCloseable {
  /** How long the last answers of a step are waited for. */
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private static final double NANOS = 1e9;

  private final Topics topics;
  private final ServiceProcess service;
  private final Source source;
  private final Answers answers;
  private final SplittableRandom random;
  private int steps;

  /** Starts reading. */
  OpenLoop(Rig rig, Topics topics, ServiceProcess service, List<String> texts, long seed) {
    this.topics = topics;
    this.service = service;
    this.source = new Source(rig.bootstrapServers(), texts, 0);
    this.answers = new Answers(rig, topics);
    this.random = new SplittableRandom(seed);
  }

  /**
   * What a rate came to.
   *
   * @param sentPerSecond what the source could really send
   * @param answeredShare of all events that were due, by the end of the patience
   */
  record Outcome(double rate, double sentPerSecond, double answeredShare, Answers.Step step) {
    double latencyMs(double percentile) {
      return step.latency.getValueAtPercentile(percentile) / 1e3;
    }

    double overheadMs(double percentile) {
      return step.overhead.getValueAtPercentile(percentile) / 1e3;
    }
  }

  /** Sends at a rate for a while, and waits for the answers. */
  Outcome run(double rate, Duration time) throws IOException, InterruptedException {
    Answers.Step step = new Answers.Step(steps++);
    answers.count(step);
    long start = System.nanoTime();
    long sent = 0;
    double due = start;
    while (due - start < time.toNanos()) {
      await((long) due);
      source.send(event(step, (long) due));
      sent++;
      due += -Math.log(1 - random.nextDouble()) * NANOS / rate;
    }
    source.flush();
    long end = System.nanoTime();
    while (step.answered < sent && System.nanoTime() - end < PATIENCE_NANOS) {
      service.requireAlive();
      Thread.sleep(10);
    }
    double sentPerSecond = sent / ((end - start) / NANOS);
    return new Outcome(rate, sentPerSecond, (double) step.answered / sent, step);
  }

  /** Events a second that are answered while so many are always open. */
  double saturated(int open, Duration time) throws IOException, InterruptedException {
    Answers.Step step = new Answers.Step(steps++);
    answers.count(step);
    long start = System.nanoTime();
    long sent = 0;
    while (System.nanoTime() - start < time.toNanos()) {
      for (long room = open - (sent - step.answered); room > 0; room--) {
        source.send(event(step, System.nanoTime()));
        sent++;
      }
      service.requireAlive();
      Thread.sleep(1);
    }
    return step.answered / ((System.nanoTime() - start) / NANOS);
  }

  private ProducerRecord<byte[], byte[]> event(Answers.Step step, long due) {
    ProducerRecord<byte[], byte[]> event = source.next(topics.events());
    byte[] mark = ByteBuffer.allocate(12).putInt(step.number).putLong(due).array();
    event.headers().add(Answers.HEADER, mark);
    return event;
  }

  private static void await(long due) {
    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
  }

  @Override
  public void close() {
    source.close();
    answers.close();
  }
}
