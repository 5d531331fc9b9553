package io.millrace.bench.plan;

import static io.millrace.bench.ResultsFiles.number;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import io.millrace.bench.Measurement;
import io.millrace.bench.Table;
import io.millrace.bench.service.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A plan against the service that it is about: the plan knows loads of 20, 40, 60 and 80 % of the
 * peak, and is asked for those between, which the service runs by turns with the others. Broker,
 * traffic and service share this machine's cores, both times. How far the live service is from
 * itself, every other round from the rest, is told beside it: no plan can come nearer than that.
 */
public final class PlanMeasurement implements Measurement {
  private static final List<Double> CHECKED = List.of(0.3, 0.5, 0.7);
  private static final double P99 = 0.99;

  @Override
  public String name() {
    return "plan";
  }

  @Override
  public String question() {
    return "How far is the 99th percentile that a plan expects from the live service's?";
  }

  @Override
  public Findings measure(BenchSettings settings) throws Exception {
    Calibrator calibrator = new Calibrator(settings);
    calibrator.askEngine();
    Calibrator.Sightings sightings =
        calibrator.tryService(
            Stream.concat(Calibrator.LOADS.stream(), CHECKED.stream()).sorted().toList());
    Calibration calibration = calibrator.calibration(sightings, Calibrator.LOADS);
    Planner planner =
        new Planner(
            calibration,
            calibrator.model(),
            Traffic.POISSON,
            Objective.parse("p99=50ms"),
            settings.progress());
    Pod here = new Pod(Runtime.getRuntime().availableProcessors(), calibration.peak());

    TreeMap<String, Double> figures = new TreeMap<>();
    List<List<String>> rows = new ArrayList<>();
    double worst = 0;
    double noise = 0;
    for (double load : CHECKED) {
      List<Trial.Seen> live = Surroundings.quiet(sightings.loads().get(load));
      Forecast planned = planner.forecast(Surroundings.middle(live, Trial.Seen::rate), 1, here);
      double seen = Surroundings.latencyMs(live, P99);
      double error = Math.abs(planned.p99Ms() / seen - 1);
      worst = Math.max(worst, error);
      figures.put("plan_p99_error_%.0f".formatted(100 * load), error);
      noise = Math.max(noise, Math.abs(p99(live, 0) / p99(live, 1) - 1));
      rows.add(row(live, planned, error));
    }
    figures.put("plan_p99_error", worst);
    figures.put("plan_p99_noise", noise);
    return new Findings(figures, List.of(checks(rows, sightings.peak()), conditions(calibration)));
  }

  private static List<String> row(List<Trial.Seen> live, Forecast planned, double error) {
    return List.of(
        number(Surroundings.middle(live, Trial.Seen::rate)),
        number(planned.p50Ms()),
        number(Surroundings.latencyMs(live, 0.5)),
        number(planned.p99Ms()),
        number(Surroundings.latencyMs(live, P99)),
        number(100 * error),
        number(p99(live, 0)),
        number(p99(live, 1)));
  }

  /** Of every other round. */
  private static double p99(List<Trial.Seen> live, int first) {
    return Surroundings.latencyMs(
        IntStream.range(0, live.size())
            .filter(round -> round % 2 == first)
            .mapToObj(live::get)
            .toList(),
        P99);
  }

  private static Table checks(List<List<String>> rows, Trial.Peak peak) {
    return new Table(
        "Planned and live; at most %s events a second are answered, by %s cores of the service, %s of broker and traffic"
            .formatted(number(peak.rate()), number(peak.serviceCores()), number(peak.otherCores())),
        List.of(
            "events a second",
            "p50 planned, ms",
            "p50 live, ms",
            "p99 planned, ms",
            "p99 live, ms",
            "p99 off by, %",
            "p99 of one half of the rounds",
            "of the other"),
        rows);
  }

  private static Table conditions(Calibration calibration) {
    return new Table(
        "What the plan was told",
        List.of(
            "load, %",
            "stretch of calls",
            "road p50, ms",
            "road p99, ms",
            "CPU an event, µs",
            "cores of other work"),
        calibration.seen().stream()
            .map(
                seen ->
                    List.of(
                        number(100 * seen.load()),
                        number(seen.stretch()),
                        number(seen.road()[Conditions.ROADS / 2] / 1e6),
                        number(seen.road()[(int) (P99 * Conditions.ROADS)] / 1e6),
                        number(seen.cpuMicros()),
                        number(seen.otherWork())))
            .toList());
  }
}
