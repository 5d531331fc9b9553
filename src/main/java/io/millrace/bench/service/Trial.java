package io.millrace.bench.service;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.service.Rig.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * The bundle's service under an open loop, broker and traffic on the same cores: what becomes of
 * its events, and which part of their latency is the scheduler's.
 *
 * <p>Not for sharing.
 */
public final class Trial implements AutoCloseable {
  private static final int PARTITIONS = 4;

  /** As many as the service takes, so that it never waits for events. */
  private static final int OPEN = 4096;

  private final Rig rig;
  private final ServiceProcess service;
  private final OpenLoop loop;

  private Trial(Rig rig, ServiceProcess service, OpenLoop loop) {
    this.rig = rig;
    this.service = service;
    this.loop = loop;
  }

  /** Starts broker, service and traffic's clients; blocks until the service takes events. */
  public static Trial start(BenchSettings settings) throws IOException, InterruptedException {
    Rig rig = Rig.start();
    ServiceProcess service = null;
    try {
      Topics topics = rig.topics(PARTITIONS);
      service = rig.serve(settings.bundle(), topics);
      return new Trial(
          rig,
          service,
          new OpenLoop(rig, topics, service, Utterances.of(settings), settings.seed()));
    } catch (IOException | InterruptedException failure) {
      if (service != null) {
        service.close();
      }
      rig.close();
      throw failure;
    }
  }

  /**
   * The most that is answered.
   *
   * @param rate events a second
   * @param serviceCores CPU time of the service's process by time
   * @param otherCores CPU time of broker, source and reader by time
   */
  public record Peak(double rate, double serviceCores, double otherCores) {}

  /** With events always waiting. */
  public Peak peak(Duration time) throws IOException, InterruptedException {
    long start = System.nanoTime();
    long cpu = service.cpuNanos();
    long other = CpuTime.nanos();
    double rate = loop.saturated(OPEN, time);
    double nanos = System.nanoTime() - start;
    return new Peak(rate, (service.cpuNanos() - cpu) / nanos, (CpuTime.nanos() - other) / nanos);
  }

  /**
   * What became of the events of a rate.
   *
   * @param rate events a second, as they were sent
   * @param cpuMicros CPU time of the service's process for each
   * @param otherWork CPU time of what is no part of the trial, by time; 0 if the system does not
   *     say
   * @param latencyMicros from when an event was due to when its prediction was read
   * @param insideMicros of that, in the scheduler's queues and in engine calls, event by event
   */
  public record Seen(
      double rate,
      double cpuMicros,
      double otherWork,
      double[] latencyMicros,
      double[] insideMicros) {}

  /** Sends at a rate for a while, and waits for the answers. */
  public Seen run(double rate, Duration time) throws IOException, InterruptedException {
    long start = System.nanoTime();
    long cpu = service.cpuNanos();
    double others = othersNanos();
    OpenLoop.Outcome outcome = loop.run(rate, time);
    others = (othersNanos() - others) / (System.nanoTime() - start);
    double micros = (service.cpuNanos() - cpu) / 1e3;
    double[] latencies = outcome.step().latencies();
    if (latencies.length == 0) {
      throw new IOException("The service answered no event in " + time.toMillis() + " ms");
    }
    return new Seen(
        outcome.sentPerSecond(),
        micros / latencies.length,
        Math.max(0, others),
        latencies,
        Arrays.copyOf(outcome.step().insides(), latencies.length));
  }

  private double othersNanos() throws IOException {
    double ours = service.cpuNanos() + CpuTime.nanos();
    return MachineTime.nanos().orElse(ours) - ours;
  }

  @Override
  public void close() throws IOException {
    try {
      loop.close();
    } finally {
      service.close();
      rig.close();
    }
  }
}
