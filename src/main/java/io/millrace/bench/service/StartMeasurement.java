package io.millrace.bench.service;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import io.millrace.bench.Measurement;
import io.millrace.bench.ResultsFiles;
import io.millrace.bench.Table;
import io.millrace.broker.EmbeddedBroker;
import io.millrace.model.bundle.Placing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Starts the service again and again, by turns with and without the classes that an earlier JVM has
 * linked, and sends it an event as soon as it is ready, then a steady stream.
 */
public final class StartMeasurement implements Measurement {
  private static final double NANOS = 1e9;
  private static final int ROUNDS = 3;
  private static final int PARTITIONS = 4;
  private static final double PER_SECOND = 100;
  private static final int STEADY = 1_000;
  private static final String EVENTS = "start-events";
  private static final String PREDICTIONS = "start-predictions";
  private static final String DEAD_LETTERS = "start-dead-letters";

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String question() {
    return "How long does a start take, and the first event after it?";
  }

  @Override
  public Findings measure(BenchSettings settings) throws Exception {
    Path folder = Files.createTempDirectory("millrace-start-");
    try (EmbeddedBroker broker = EmbeddedBroker.start(0)) {
      broker.createTopic(EVENTS, PARTITIONS);
      broker.createTopic(PREDICTIONS, PARTITIONS);
      broker.createTopic(DEAD_LETTERS, 1);
      return compare(broker, settings, folder.resolve("service.log"));
    } finally {
      Placing.remove(folder);
    }
  }

  private static Findings compare(EmbeddedBroker broker, BenchSettings settings, Path log)
      throws IOException, InterruptedException {
    List<String> texts = Utterances.of(settings);
    Map<String, String> options = options(broker, settings);
    Map<String, String> without = new HashMap<>(options);
    without.put("JAVA_TOOL_OPTIONS", "-XX:AOTMode=off");
    double[] ready = new double[ROUNDS];
    double[] plain = new double[ROUNDS];
    double[] first = new double[ROUNDS];
    double[] steady = new double[ROUNDS];
    List<List<String>> rows = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      try (ServiceProcess service = ServiceProcess.start(without, log)) {
        service.requireAlive();
        plain[round] = (System.nanoTime() - start) / NANOS;
      }
      start = System.nanoTime();
      try (ServiceProcess service = ServiceProcess.start(options, log)) {
        ready[round] = (System.nanoTime() - start) / NANOS;
        try (Traffic traffic =
            new Traffic(broker.bootstrapServers(), EVENTS, PREDICTIONS, PARTITIONS)) {
          first[round] = traffic.run(texts.subList(0, 1), PER_SECOND)[0];
          traffic.run(repeated(texts), 2 * PER_SECOND);
          steady[round] = percentile99(traffic.run(repeated(texts), PER_SECOND));
        }
        service.requireAlive();
      }
      rows.add(row(round, ready, plain, first, steady));
    }
    return findings(rows, ready, plain, first, steady);
  }

  private static Findings findings(
      List<List<String>> rows, double[] ready, double[] plain, double[] first, double[] steady) {
    TreeMap<String, Double> figures = new TreeMap<>();
    figures.put("ready_seconds", median(ready));
    figures.put("ready_plain_seconds", median(plain));
    figures.put("first_event_ms", median(first) * 1_000);
    figures.put("steady_p99_ms", median(steady) * 1_000);
    double[] ratios = new double[ROUNDS];
    Arrays.setAll(ratios, round -> first[round] / steady[round]);
    figures.put("first_vs_p99", median(ratios));
    Table table =
        new Table(
            "Starts, with and without linked classes; the first event, and %,d at %.0f a second"
                .formatted(STEADY, PER_SECOND),
            List.of("round", "ready, s", "without, s", "first, ms", "steady p99, ms"),
            rows);
    return new Findings(figures, List.of(table));
  }

  private static Map<String, String> options(EmbeddedBroker broker, BenchSettings settings) {
    return Map.of(
        "KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
        "MILLRACE_BUNDLE", settings.bundle().toAbsolutePath().toString(),
        "MILLRACE_TOPICS_EVENTS", EVENTS,
        "MILLRACE_TOPICS_PREDICTIONS", PREDICTIONS,
        "MILLRACE_TOPICS_DEAD_LETTERS", DEAD_LETTERS);
  }

  private static List<String> repeated(List<String> texts) {
    List<String> repeated = new ArrayList<>();
    for (int i = 0; i < STEADY; i++) {
      repeated.add(texts.get(i % texts.size()));
    }
    return repeated;
  }

  private static List<String> row(int round, double[]... seconds) {
    List<String> row = new ArrayList<>(List.of(Integer.toString(round + 1)));
    for (int i = 0; i < seconds.length; i++) {
      row.add(ResultsFiles.number(seconds[i][round] * (i < 2 ? 1 : 1_000)));
    }
    return row;
  }

  private static double percentile99(double[] seconds) {
    double[] sorted = Arrays.stream(seconds).sorted().toArray();
    return sorted[(int) (sorted.length * 0.99)];
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }
}
