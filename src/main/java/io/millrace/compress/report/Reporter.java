package io.millrace.compress.report;

import io.millrace.compress.data.Split;
import io.millrace.compress.measure.Evaluation;
import io.millrace.compress.measure.Measurement;
import io.millrace.compress.measure.OpenCascade;
import io.millrace.compress.measure.OpenStage;
import io.millrace.compress.measure.ReliabilityBins;
import io.millrace.compress.measure.StageAnswers;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.Checksums;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.confidence.ConfidenceFunction;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.Ranking;
import io.millrace.model.confidence.TemperatureScaling;
import io.millrace.model.infer.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Gathers what a page shows.
 *
 * <p>Not for sharing: CPU time is the calling thread's.
 *
 * @param cpuNanos CPU time of the calling thread so far
 * @param progress gets a line for each long step
 */
public record Reporter(Engine engine, LongSupplier cpuNanos, Consumer<String> progress) {
  /**
   * A report of a bundle, and of stages beside it.
   *
   * @param split to measure on, and its name; both null for what can be said without
   */
  public Report report(
      BundleDirectory bundle, List<StageDirectory> others, Split split, String data)
      throws IOException {
    Evaluation evaluation = new Evaluation(engine, cpuNanos, progress);
    Measurement whole = split == null ? null : evaluation.measure(bundle, split);
    List<StageDirectory> directories = withoutOwn(bundle, others);
    directories.addAll(0, bundle.stages());
    List<StageProfile> profiles = new ArrayList<>();
    for (int i = 0; i < directories.size(); i++) {
      boolean isOfBundle = i < bundle.stages().size();
      Measurement.Stage measured = null;
      if (split != null) {
        measured =
            isOfBundle
                ? whole.stages().get(i)
                : evaluation.measure(directories.get(i), split).stages().getFirst();
      }
      Gate gate = isOfBundle ? OpenCascade.gates(bundle).get(i) : open(directories.get(i));
      profiles.add(profile(directories.get(i), isOfBundle ? i : -1, gate, measured, split));
    }
    return new Report(
        bundle.manifest(),
        data,
        whole == null ? null : whole.cascade(),
        whole == null ? null : whole.outOfScope(),
        profiles,
        split == null ? List.of() : comparisons(directories, profiles));
  }

  private StageProfile profile(
      StageDirectory directory, int place, Gate gate, Measurement.Stage measured, Split split) {
    StageManifest manifest = directory.manifest();
    progress.accept("stage %s: latency by batch size".formatted(manifest.name()));
    try (OpenStage stage = OpenStage.load(engine, directory)) {
      StageAnswers answers = split == null ? null : StageAnswers.of(stage, gate, split);
      List<Ranking> rankings = answers == null ? List.of() : answers.rankings();
      boolean[] correct = answers == null ? new boolean[0] : answers.correct();
      List<String> texts = answers == null ? manifest.labels() : answers.texts();
      return new StageProfile(
          manifest.name(),
          place,
          manifest.architecture(),
          measured,
          ReliabilityBins.of(rankings, correct),
          StageProfile.selective(rankings, correct),
          BatchLatency.of(stage, texts, cpuNanos),
          manifest.provenance().commands(),
          StageProfile.sensitivity(manifest));
    }
  }

  private static List<StageDirectory> withoutOwn(
      BundleDirectory bundle, List<StageDirectory> others) {
    List<StageManifest> own = bundle.stages().stream().map(StageDirectory::manifest).toList();
    return new ArrayList<>(
        others.stream().filter(other -> !own.contains(other.manifest())).toList());
  }

  /** Every stage beside the one it was made from, where that is among them. */
  private static List<Comparison> comparisons(
      List<StageDirectory> directories, List<StageProfile> profiles) throws IOException {
    Map<String, StageProfile> byChecksum = new HashMap<>();
    for (int i = 0; i < directories.size(); i++) {
      byChecksum.put(
          Checksums.of(directories.get(i).path().resolve(StageDirectory.MANIFEST)),
          profiles.get(i));
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < directories.size(); i++) {
      StageProfile before = byChecksum.get(directories.get(i).manifest().provenance().parent());
      if (before != null) {
        comparisons.add(Comparison.of(before.measured(), profiles.get(i).measured()));
      }
    }
    return comparisons.stream().distinct().toList();
  }

  private static Gate open(StageDirectory stage) {
    int outOfScope = stage.manifest().labels().indexOf(StageManifest.OUT_OF_SCOPE);
    return new Gate(ConfidenceFunction.ENTROPY, TemperatureScaling.NONE, 0, outOfScope);
  }
}
