package io.millrace.bench.batching;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import io.millrace.bench.Measurement;
import io.millrace.bench.ResultsFiles;
import io.millrace.bench.Table;
import io.millrace.bench.service.CpuTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What becomes of requests with deadlines when half as many again come as can be served: the
 * service's workers, a real engine, arrivals at random on the live clock.
 *
 * <ol>
 *   <li>Capacity: requests a second with 512 in flight and no deadlines.
 *   <li>Open loop, each request with 50 ms of patience, at 80, 100 and 150 % of that.
 *   <li>Peak: the most answers in time a second up to capacity.
 * </ol>
 *
 * <p>In rounds, each by the capacity it found itself, since other work on the machine takes some of
 * it; of each figure the middle round counts. The table says which share of the cores' time this
 * process had: what it did not have, others had, and they delay what they like.
 */
public final class OverloadMeasurement implements Measurement {
  private static final long PATIENCE_NANOS = 50_000_000;
  private static final int IN_FLIGHT = 512;
  private static final double OVERLOAD = 1.5;
  private static final List<Double> LOADS = List.of(0.8, 1.0, OVERLOAD);
  private static final int ROUNDS = 3;
  private static final double WARM_UP_SECONDS = 0.5;
  private static final double P99 = 0.99;

  /** One load. Delays of shed requests after their deadline in nanoseconds, ascending. */
  private record Step(
      double load, double rate, double inTime, double shed, double cpu, double[] delays) {
    double delayMillis(double share) {
      return delays.length == 0
          ? 0
          : Math.max(0, delays[(int) Math.min(delays.length - 1, share * delays.length)]) / 1e6;
    }

    /** Answers in time a second. */
    double goodput() {
      return rate * (1 - shed) * inTime;
    }
  }

  /** All loads, by one capacity. */
  private record Round(double capacity, List<Step> steps) {
    double relativeGoodput() {
      double peak =
          steps.stream()
              .filter(step -> step.load() <= 1)
              .mapToDouble(Step::goodput)
              .max()
              .orElseThrow();
      return overload().goodput() / Math.max(1, peak);
    }

    Step overload() {
      return steps.getLast();
    }
  }

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public String question() {
    return "At 150 % of capacity, how much is answered in time, and how soon is the rest told?";
  }

  @Override
  public Findings measure(BenchSettings settings) throws Exception {
    int workers = Runtime.getRuntime().availableProcessors();
    Duration part = settings.perMeasurement().dividedBy((LOADS.size() + 1) * ROUNDS + 2);
    try (EncoderStage stage = EncoderStage.make();
        OpenLoop loop = new OpenLoop(stage, workers)) {
      loop.saturated(Trace.MIXED, IN_FLIGHT, part.multipliedBy(2), settings.seed()); // Warms up.
      List<Round> rounds = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        double capacity = loop.saturated(Trace.MIXED, IN_FLIGHT, part, settings.seed());
        List<Step> steps = new ArrayList<>();
        for (double load : LOADS) {
          steps.add(step(loop, load, load * capacity, part, settings.seed() + round));
        }
        rounds.add(new Round(capacity, steps));
      }
      return findings(rounds);
    }
  }

  private static Step step(OpenLoop loop, double load, double rate, Duration time, long seed) {
    double seconds = time.toNanos() / 1e9 + WARM_UP_SECONDS;
    long start = System.nanoTime();
    long cpu = CpuTime.nanos();
    List<OpenLoop.Asked> asked =
        loop.run(Trace.MIXED.arrivals(rate, seconds, PATIENCE_NANOS, seed));
    double cores = (double) (CpuTime.nanos() - cpu) / (System.nanoTime() - start);
    List<OpenLoop.Asked> counted =
        asked.subList((int) (asked.size() * WARM_UP_SECONDS / seconds), asked.size());
    long inTime = counted.stream().filter(OpenLoop.Asked::isInTime).count();
    double[] delays =
        counted.stream()
            .filter(OpenLoop.Asked::isShed)
            .mapToDouble(OpenLoop.Asked::delayNanos)
            .sorted()
            .toArray();
    return new Step(
        load,
        rate,
        (double) inTime / Math.max(1, counted.size() - delays.length),
        (double) delays.length / counted.size(),
        cores / Runtime.getRuntime().availableProcessors(),
        delays);
  }

  private static Findings findings(List<Round> rounds) {
    SortedMap<String, Double> figures = new TreeMap<>();
    figures.put("overload_in_time", middle(rounds, round -> round.overload().inTime()));
    figures.put("overload_goodput", middle(rounds, Round::relativeGoodput));
    figures.put("shed_delay_ms", middle(rounds, round -> round.overload().delayMillis(P99)));
    return new Findings(figures, List.of(table(rounds)));
  }

  private static double middle(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return Findings.median(rounds.stream().mapToDouble(figure).toArray());
  }

  private static Table table(List<Round> rounds) {
    return new Table(
        "Patience 50 ms; how long after the deadline shed ones are told",
        List.of(
            "capacity of the round",
            "load, %",
            "in time a second",
            "in time of those asked, %",
            "shed, %",
            "told, p99 ms",
            "told, at most ms",
            "cores' time had, %"),
        rounds.stream()
            .flatMap(round -> round.steps().stream().map(step -> row(round, step)))
            .toList());
  }

  private static List<String> row(Round round, Step step) {
    return Arrays.stream(
            new double[] {
              round.capacity(),
              100 * step.load(),
              step.goodput(),
              100 * step.inTime(),
              100 * step.shed(),
              step.delayMillis(P99),
              step.delayMillis(1),
              100 * step.cpu()
            })
        .mapToObj(ResultsFiles::number)
        .toList();
  }
}
