package io.millrace.bench.batching;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import io.millrace.bench.Measurement;
import io.millrace.bench.ResultsFiles;
import io.millrace.bench.Table;
import io.millrace.bench.simulate.MeasuredCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The throughput of batching policies at equal 99th percentile, on four traces of lengths.
 *
 * <ol>
 *   <li>The engine is asked for real, over a grid of sizes and lengths, by as many threads as
 *       cores.
 *   <li>Each policy at each setting of its grid serves each trace in virtual time, its calls drawn
 *       from those; bisection finds the highest rate whose 99th percentile keeps the bound.
 *   <li>Ours runs at its defaults; of each rival the best setting of each trace counts.
 *   <li>What its decisions really take is taken off the rate of each.
 * </ol>
 */
public final class BatchingMeasurement implements Measurement {
  static final long BOUND_NANOS = 50_000_000;
  private static final MeasuredCalls.Grid GRID =
      new MeasuredCalls.Grid(new int[] {1, 2, 4, 8, 16, 32, 64}, new int[] {2, 8, 16, 32, 64, 128});

  @Override
  public String name() {
    return "batching";
  }

  @Override
  public String question() {
    return "How many texts a second does each batching policy serve with a 99th percentile of at "
        + "most 50 ms? Engine calls measured on this machine, policies in virtual time.";
  }

  @Override
  public Findings measure(BenchSettings settings) throws Exception {
    int workers = Runtime.getRuntime().availableProcessors();
    MeasuredCalls calls = calls(workers, settings.perMeasurement());
    Capacity capacity = new Capacity(calls, workers, BOUND_NANOS, settings.seed());
    Map<String, List<Contender>> policies = new LinkedHashMap<>();
    policies.put(Contender.OURS, List.of(Contender.ours(workers)));
    Contender.rivals(BOUND_NANOS).stream()
        .collect(Collectors.groupingBy(Contender::policy, LinkedHashMap::new, Collectors.toList()))
        .forEach(policies::put);

    SortedMap<String, Double> figures = new TreeMap<>();
    List<Table> tables = new ArrayList<>();
    tables.add(surface(calls));
    double leastOverSingle = Double.MAX_VALUE;
    double mostPadding = 0;
    for (Trace trace : Trace.values()) {
      Map<String, Capacity.Best> bests = new LinkedHashMap<>();
      policies.forEach((policy, grid) -> bests.put(policy, capacity.best(grid, trace)));
      settings.progress().accept("  " + trace.key() + ": " + told(bests));
      Map<String, Double> net = new LinkedHashMap<>();
      bests.forEach((policy, best) -> net.put(policy, capacity.net(best, trace)));
      tables.add(table(trace, bests, net));
      figures.put("batching_%s_vs_count".formatted(trace.key()), over(net, Contender.COUNT));
      figures.put("batching_%s_vs_tokens".formatted(trace.key()), over(net, Contender.TOKENS));
      leastOverSingle = Math.min(leastOverSingle, over(net, Contender.SINGLE));
      mostPadding = Math.max(mostPadding, bests.get(Contender.OURS).paddingShare());
    }
    figures.put("batching_min_vs_single", leastOverSingle);
    figures.put("padding_waste", mostPadding);
    Relearning relearning = new Relearning(capacity, calls);
    figures.put("learned_vs_grid", relearning.worst(tables, settings.progress()));
    return new Findings(figures, tables);
  }

  static MeasuredCalls calls(int workers, Duration time) throws Exception {
    try (EncoderStage stage = EncoderStage.make()) {
      return MeasuredCalls.of(
          stage.classifier(),
          stage.example(),
          GRID,
          workers,
          time.toNanos() / 3 / GRID.sizes().length / GRID.lengths().length);
    }
  }

  private static double over(Map<String, Double> net, String rival) {
    return net.get(Contender.OURS) / Math.max(1, net.get(rival));
  }

  private static String told(Map<String, Capacity.Best> bests) {
    return bests.entrySet().stream()
        .map(best -> best.getKey() + " " + ResultsFiles.number(best.getValue().rate()))
        .collect(Collectors.joining(", "));
  }

  private static Table table(
      Trace trace, Map<String, Capacity.Best> bests, Map<String, Double> net) {
    return new Table(
        "Trace " + trace.key() + ": most texts a second with p99 within 50 ms",
        List.of(
            "policy", "texts a second", "after deciding", "best setting", "p99, ms", "padding, %"),
        bests.entrySet().stream()
            .map(
                best ->
                    List.of(
                        best.getKey(),
                        ResultsFiles.number(best.getValue().rate()),
                        ResultsFiles.number(net.get(best.getKey())),
                        best.getValue().contender().setting(),
                        ResultsFiles.number(best.getValue().p99Nanos() / 1e6),
                        ResultsFiles.number(100 * best.getValue().paddingShare())))
            .toList());
  }

  private static Table surface(MeasuredCalls calls) {
    List<String> columns = new ArrayList<>(List.of("texts in a call"));
    for (int length : calls.lengths()) {
      columns.add(length + " tokens");
    }
    List<List<String>> rows = new ArrayList<>();
    for (int row = 0; row < calls.sizes().length; row++) {
      List<String> cells = new ArrayList<>(List.of(Integer.toString(calls.sizes()[row])));
      for (double nanos : calls.nanos()[row]) {
        cells.add(ResultsFiles.number(nanos / 1e3 / calls.sizes()[row]));
      }
      rows.add(cells);
    }
    return new Table("Median of real engine calls, µs a text", columns, rows);
  }
}
