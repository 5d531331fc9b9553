package io.millrace.bench.service;

import static io.millrace.bench.ResultsFiles.number;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import io.millrace.bench.Measurement;
import io.millrace.bench.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Throughput of the bundle with events always waiting, and whether memory stays flat. */
public final class SustainedMeasurement implements Measurement {
  private static final int ROWS = 10;
  private static final double MEGABYTE = 1e6;

  @Override
  public String name() {
    return "sustained";
  }

  @Override
  public String question() {
    return "How many events a second does the service answer for how long, in how much memory?";
  }

  @Override
  public Findings measure(BenchSettings settings) throws Exception {
    Duration window = settings.perMeasurement();
    Saturation sustained;
    try (Rig rig = Rig.start()) {
      Duration warmUp = window.dividedBy(4);
      sustained =
          Saturation.of(
              rig,
              new Saturation.Load(settings.bundle(), Utterances.of(settings), 4, warmUp, window));
    }
    List<Long> memory = sustained.memory();
    SortedMap<String, Double> figures = new TreeMap<>();
    figures.put("sustained_events_per_second", sustained.eventsPerSecond());
    figures.put("sustained_cpu_us", sustained.cpuMicros());
    figures.put("sustained_seconds", (double) window.toSeconds());
    if (memory.size() >= 4 && memory.getLast() > 0) {
      int half = memory.size() / 2;
      figures.put(
          "sustained_memory_growth",
          mean(memory.subList(half, memory.size())) / mean(memory.subList(0, half)));
    }
    return new Findings(figures, List.of(table(memory)));
  }

  private static double mean(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).average().orElseThrow();
  }

  private static Table table(List<Long> memory) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < ROWS && memory.size() > 1; i++) {
      int second = (memory.size() - 1) * i / (ROWS - 1);
      rows.add(List.of(Integer.toString(second), number(memory.get(second) / MEGABYTE)));
    }
    return new Table("Memory of the service's process", List.of("second", "resident, MB"), rows);
  }
}
