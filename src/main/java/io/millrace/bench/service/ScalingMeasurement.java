package io.millrace.bench.service;

import static io.millrace.bench.ResultsFiles.number;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import io.millrace.bench.Measurement;
import io.millrace.bench.Table;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.StageDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What an event costs by the number of partitions, the number of stages, the length of a text. */
public final class ScalingMeasurement implements Measurement {
  private static final List<Integer> PARTITIONS = List.of(1, 4, 16);
  private static final List<Integer> STAGES = List.of(1, 2, 3);
  private static final List<Integer> WORDS = List.of(2, 8, 24);

  @Override
  public String name() {
    return "scaling";
  }

  @Override
  public String question() {
    return "What does an event cost with more partitions, more stages, longer texts?";
  }

  @Override
  public Findings measure(BenchSettings settings) throws Exception {
    List<String> texts = Utterances.of(settings);
    try (Rig rig = Rig.start();
        BundleDirectory bundle = BundleDirectory.read(settings.bundle())) {
      Runs runs = new Runs(rig, settings.perMeasurement().dividedBy(15), new TreeMap<>());
      List<List<String>> partitions = new ArrayList<>();
      for (int count : PARTITIONS) {
        settings.progress().accept("scaling: %d partitions".formatted(count));
        partitions.add(runs.row("partitions", count, settings.bundle(), count, texts));
      }
      StageDirectory first = bundle.stages().getFirst();
      List<List<String>> stages = new ArrayList<>();
      for (int count : STAGES) {
        settings.progress().accept("scaling: %d stages".formatted(count));
        Path made = MadeBundle.bundle(rig.folder().resolve("stages-" + count), first, count);
        stages.add(runs.row("stages", count, made, 4, texts));
      }
      List<List<String>> words = new ArrayList<>();
      Path one = rig.folder().resolve("stages-1");
      for (int count : WORDS) {
        settings.progress().accept("scaling: %d words".formatted(count));
        words.add(runs.row("words", count, one, 4, Utterances.ofLength(texts, count)));
      }
      return new Findings(
          runs.figures(),
          List.of(
              new Table("By partitions, the whole bundle", columns("partitions"), partitions),
              new Table("By stages, each the first of the bundle", columns("stages"), stages),
              new Table("By words of a text, one stage", columns("words"), words)));
    }
  }

  private static List<String> columns(String first) {
    return List.of(first, "events a second", "CPU an event, µs");
  }

  /** Runs of the service, one after the other. */
  private record Runs(Rig rig, Duration part, TreeMap<String, Double> figures) {
    List<String> row(String what, int count, Path bundle, int partitions, List<String> texts)
        throws IOException, InterruptedException {
      Saturation run =
          Saturation.of(rig, new Saturation.Load(bundle, texts, partitions, part, part));
      figures.put("scaling_%s_%d_cpu_us".formatted(what, count), run.cpuMicros());
      return List.of(
          Integer.toString(count), number(run.eventsPerSecond()), number(run.cpuMicros()));
    }
  }
}
