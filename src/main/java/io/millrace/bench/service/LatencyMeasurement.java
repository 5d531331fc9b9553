package io.millrace.bench.service;

import static io.millrace.bench.ResultsFiles.number;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import io.millrace.bench.Measurement;
import io.millrace.bench.Table;
import io.millrace.bench.service.Rig.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Latency at rising rates, open loop, broker and source on the same cores as the service. */
public final class LatencyMeasurement implements Measurement {
  private static final List<Integer> RATES = List.of(250, 500, 1000, 2000, 4000, 8000, 16_000);
  private static final int QUOTED = 1000;

  /**
   * Before anything is counted: some ten thousands of events, since the rates that are looked at
   * first bring so few that the compilers of both processes would still be at work, on the cores
   * that the events need.
   */
  private static final int WARM_RATE = 4000;

  private static final int WARM_PARTS = 6;

  /** Below this share of answers in time, or of the rate, a rate is too high. */
  private static final double ENOUGH = 0.95;

  private static final double P99 = 99;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String question() {
    return "How long do predictions take, from when an event is due, at rising rates?";
  }

  @Override
  public Findings measure(BenchSettings settings) throws Exception {
    SortedMap<String, Double> figures = new TreeMap<>();
    List<List<String>> rows = new ArrayList<>();
    try (Rig rig = Rig.start()) {
      Topics topics = rig.topics(4);
      try (ServiceProcess service = rig.serve(settings.bundle(), topics);
          OpenLoop loop =
              new OpenLoop(rig, topics, service, Utterances.of(settings), settings.seed())) {
        rise(loop, settings, figures, rows);
      }
    }
    return new Findings(
        figures,
        List.of(
            new Table(
                "Latency in milliseconds, from due to read, and the service's own without engine"
                    + " calls",
                List.of(
                    "events a second", "sent", "p50", "p95", "p99", "p99.9", "own p50", "own p99"),
                rows)));
  }

  private static void rise(
      OpenLoop loop,
      BenchSettings settings,
      SortedMap<String, Double> figures,
      List<List<String>> rows)
      throws IOException, InterruptedException {
    Duration part = settings.perMeasurement().dividedBy(RATES.size() + 3);
    settings.progress().accept("latency: warms up");
    loop.run(QUOTED, part);
    loop.run(WARM_RATE, part.multipliedBy(WARM_PARTS));
    for (int rate : RATES) {
      settings.progress().accept("latency: %,d events a second".formatted(rate));
      OpenLoop.Outcome outcome = loop.run(rate, rate == QUOTED ? part.multipliedBy(2) : part);
      rows.add(row(outcome));
      if (outcome.answeredShare() < ENOUGH || outcome.sentPerSecond() < ENOUGH * rate) {
        return;
      }
      figures.put("latency_highest_rate", (double) rate);
      if (rate == QUOTED) {
        figures.put("latency_p50_ms", outcome.latencyMs(50));
        figures.put("latency_p99_ms", outcome.latencyMs(P99));
        figures.put("latency_p999_ms", outcome.latencyMs(99.9));
        figures.put("overhead_p50_ms", outcome.overheadMs(50));
        figures.put("overhead_p99_ms", outcome.overheadMs(P99));
      }
    }
  }

  private static List<String> row(OpenLoop.Outcome outcome) {
    return List.of(
        number(outcome.rate()),
        number(outcome.sentPerSecond()),
        number(outcome.latencyMs(50)),
        number(outcome.latencyMs(95)),
        number(outcome.latencyMs(P99)),
        number(outcome.latencyMs(99.9)),
        number(outcome.overheadMs(50)),
        number(outcome.overheadMs(P99)));
  }
}
