package io.millrace.bench.service;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import io.millrace.bench.Measurement;
import io.millrace.bench.ResultsFiles;
import io.millrace.bench.Table;
import io.millrace.compress.arch.Architecture;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.measure.OpenCascade;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The cascade, in batches, against its teacher asked record by record as one writes it first. */
public final class CascadeMeasurement implements Measurement {
  private static final int ROUNDS = 5;

  @Override
  public String name() {
    return "cascade";
  }

  @Override
  public String question() {
    return "How much CPU time does an event cost: the cascade, and its teacher asked per record?";
  }

  @Override
  public Findings measure(BenchSettings settings) throws Exception {
    List<String> texts = Utterances.of(settings);
    SortedMap<String, Double> figures = new TreeMap<>();
    try (BundleDirectory bundle = BundleDirectory.read(settings.bundle());
        BundleDirectory alone = BundleDirectory.read(settings.teacher().orElse(settings.bundle()));
        OpenCascade cascade = OpenCascade.load(new OnnxEngine(), bundle);
        PerRecord teacher = teacher(settings, alone.stages().getLast())) {
      if (settings.data().isPresent()) {
        figures.putAll(
            AccuracyFigures.of(bundle, alone, DataDirectory.read(settings.data().get()).test()));
      }
      Table table =
          compare(
              texts,
              () -> cascade.answers(texts),
              () -> texts.forEach(teacher::logits),
              settings.perMeasurement().dividedBy(2 * (ROUNDS + 1)),
              figures);
      return new Findings(figures, List.of(table));
    }
  }

  /**
   * The teacher as it was before anything was done to it. A last stage of ours that stands for it
   * need not be in floats any more: a float model of its architecture costs the same, whatever its
   * weights.
   */
  private static PerRecord teacher(BenchSettings settings, StageDirectory stage)
      throws IOException {
    String architecture = stage.manifest().architecture();
    if (settings.teacher().isPresent() || !isOurs(architecture)) {
      return new PerRecord(stage);
    }
    int labels = stage.manifest().labels().size();
    return Placing.scratch(
        "teacher",
        directory ->
            new PerRecord(MadeBundle.stage(directory.resolve("teacher"), architecture, labels)));
  }

  private static boolean isOurs(String architecture) {
    try {
      return architecture != null && Architecture.parse(architecture) != null;
    } catch (IllegalArgumentException imported) {
      return false;
    }
  }

  private static Table compare(
      List<String> texts,
      Runnable cascade,
      Runnable teacher,
      Duration time,
      SortedMap<String, Double> figures) {
    CpuTime.micros(texts.size(), teacher, time);
    CpuTime.micros(texts.size(), cascade, time);
    double[] perRecord = new double[ROUNDS];
    double[] cascaded = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    List<List<String>> rows = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      perRecord[round] = CpuTime.micros(texts.size(), teacher, time);
      cascaded[round] = CpuTime.micros(texts.size(), cascade, time);
      ratios[round] = perRecord[round] / cascaded[round];
      rows.add(
          List.of(
              Integer.toString(round + 1),
              ResultsFiles.number(perRecord[round]),
              ResultsFiles.number(cascaded[round]),
              ResultsFiles.number(ratios[round])));
    }
    figures.put("teacher_cpu_us", Findings.median(perRecord));
    figures.put("cascade_cpu_us", Findings.median(cascaded));
    figures.put("cascade_vs_teacher", Findings.median(ratios));
    return new Table(
        "CPU time of %,d texts, round by round".formatted(texts.size()),
        List.of("round", "teacher per record, µs", "cascade, µs", "ratio"),
        rows);
  }
}
