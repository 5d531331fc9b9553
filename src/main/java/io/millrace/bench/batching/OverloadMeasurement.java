package io.millrace.bench.batching;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import io.millrace.bench.Measurement;
import io.millrace.bench.ResultsFiles;
import io.millrace.bench.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What becomes of requests with deadlines when half as many again come as can be served: the
 * service's workers, a real engine, arrivals at random on the live clock.
 *
 * <ol>
 *   <li>Capacity: requests a second with 512 in flight and no deadlines.
 *   <li>Open loop, each request with 50 ms of patience, from 70 % of that to 150 %.
 *   <li>Peak: the most answers in time a second at any rate up to capacity.
 * </ol>
 */
public final class OverloadMeasurement implements Measurement {
  private static final long PATIENCE_NANOS = 50_000_000;
  private static final int IN_FLIGHT = 512;
  private static final double OVERLOAD = 1.5;
  private static final List<Double> LOADS = List.of(0.7, 0.8, 0.9, 1.0, OVERLOAD);
  private static final double WARM_UP_SECONDS = 1;
  private static final double P99 = 0.99;

  /** One rate. Delays of shed requests after their deadline, ascending. */
  private record Step(double load, double goodput, double inTime, double shed, double[] delays) {
    double delayMillis(double share) {
      return delays.length == 0
          ? 0
          : Math.max(0, delays[(int) Math.min(delays.length - 1, share * delays.length)]) / 1e6;
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
    Duration part = settings.perMeasurement().dividedBy(LOADS.size() + 2);
    try (EncoderStage stage = EncoderStage.make();
        OpenLoop loop = new OpenLoop(stage, workers)) {
      loop.saturated(Trace.MIXED, IN_FLIGHT, part, settings.seed()); // Warms up.
      double capacity = loop.saturated(Trace.MIXED, IN_FLIGHT, part, settings.seed());
      List<Step> steps = new ArrayList<>();
      for (double load : LOADS) {
        steps.add(step(loop, load, load * capacity, part, settings.seed()));
      }
      return findings(capacity, steps);
    }
  }

  private static Step step(OpenLoop loop, double load, double rate, Duration time, long seed) {
    double seconds = time.toNanos() / 1e9 + WARM_UP_SECONDS;
    List<OpenLoop.Asked> asked =
        loop.run(Trace.MIXED.arrivals(rate, seconds, PATIENCE_NANOS, seed));
    List<OpenLoop.Asked> counted =
        asked.subList((int) (asked.size() * WARM_UP_SECONDS / seconds), asked.size());
    long inTime = counted.stream().filter(OpenLoop.Asked::isInTime).count();
    long shed = counted.stream().filter(OpenLoop.Asked::isShed).count();
    double[] delays =
        counted.stream()
            .filter(OpenLoop.Asked::isShed)
            .mapToDouble(OpenLoop.Asked::delayNanos)
            .sorted()
            .toArray();
    return new Step(
        load,
        rate * inTime / counted.size(),
        (double) inTime / Math.max(1, counted.size() - shed),
        (double) shed / counted.size(),
        delays);
  }

  private static Findings findings(double capacity, List<Step> steps) {
    Step overload = steps.getLast();
    double peak =
        steps.stream()
            .filter(step -> step.load() <= 1)
            .mapToDouble(Step::goodput)
            .max()
            .orElseThrow();
    SortedMap<String, Double> figures = new TreeMap<>();
    figures.put("overload_in_time", overload.inTime());
    figures.put("overload_goodput", overload.goodput() / peak);
    figures.put("shed_delay_ms", overload.delayMillis(P99));
    return new Findings(figures, List.of(table(capacity, steps)));
  }

  private static Table table(double capacity, List<Step> steps) {
    return new Table(
        "Capacity %s texts a second; patience 50 ms; after the deadline, shed ones are told"
            .formatted(ResultsFiles.number(capacity)),
        List.of(
            "load, %",
            "in time a second",
            "in time of those asked, %",
            "shed, %",
            "told, p99 ms",
            "told, at most ms"),
        steps.stream()
            .map(
                step ->
                    Arrays.stream(
                            new double[] {
                              100 * step.load(),
                              step.goodput(),
                              100 * step.inTime(),
                              100 * step.shed(),
                              step.delayMillis(P99),
                              step.delayMillis(1)
                            })
                        .mapToObj(ResultsFiles::number)
                        .toList())
            .toList());
  }
}
