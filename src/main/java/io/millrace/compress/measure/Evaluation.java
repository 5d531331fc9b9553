package io.millrace.compress.measure;

import io.millrace.compress.data.Split;
import io.millrace.compress.measure.OpenCascade.Answer;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.Ranking;
import io.millrace.model.confidence.TemperatureScaling;
import io.millrace.model.infer.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Measures a bundle or a stage on a split.
 *
 * <p>CPU time is the median of three passes over the whole split, after one that warms up. The
 * cascade's is measured as such: a later stage sees what was deferred to it and nothing else.
 *
 * <p>Not for sharing: CPU time is the calling thread's.
 */
public final class Evaluation {
  private final Engine engine;
  private final CpuTime cpuTime;
  private final Consumer<String> progress;

  /**
   * Measures with an engine.
   *
   * @param cpuNanos CPU time of the calling thread so far
   * @param progress gets a line for each long step
   */
  public Evaluation(Engine engine, LongSupplier cpuNanos, Consumer<String> progress) {
    this.engine = engine;
    this.cpuTime = new CpuTime(cpuNanos);
    this.progress = progress;
  }

  /**
   * All stages of a bundle and the cascade of them.
   *
   * @throws io.millrace.compress.data.InvalidDataException if the data has a label that the bundle
   *     lacks
   */
  public Measurement measure(BundleDirectory bundle, Split split) throws IOException {
    Sample sample = Sample.of(split, bundle.manifest().labels());
    try (OpenCascade cascade = OpenCascade.load(engine, bundle)) {
      progress.accept("cascade: %d utterances".formatted(sample.texts().size()));
      List<Answer> answers = cascade.answers(sample.texts());
      double cpuMicros =
          cpuTime.median(sample.texts().size(), () -> cascade.answers(sample.texts()));
      List<Measurement.Stage> stages = new ArrayList<>();
      List<Ranking> rankings = List.of();
      for (int i = 0; i < cascade.stages().size(); i++) {
        rankings = rankings(cascade.stages().get(i), cascade.gates().get(i), sample);
        stages.add(
            stage(
                bundle.stages().get(i),
                cascade.stages().get(i),
                sample,
                rankings,
                Figures.coverage(answers, i)));
      }
      return new Measurement(
          stages,
          Figures.cascade(sample, answers, rankings, cascade.gates().getLast(), cpuMicros),
          OutOfScopeCurve.of(sample, answers, rankings, stages.size() - 1));
    }
  }

  /**
   * A stage alone, without a gate and without temperature.
   *
   * @throws io.millrace.compress.data.InvalidDataException if the data has a label that the stage
   *     lacks
   */
  public Measurement measure(StageDirectory directory, Split split) throws IOException {
    List<String> labels = directory.manifest().labels();
    Sample sample = Sample.of(split, labels);
    Gate gate = new Gate(TemperatureScaling.NONE, 0, labels.indexOf(StageManifest.OUT_OF_SCOPE));
    try (OpenStage stage = OpenStage.load(engine, directory)) {
      List<Ranking> rankings = rankings(stage, gate, sample);
      return new Measurement(List.of(stage(directory, stage, sample, rankings, 1)), null, null);
    }
  }

  private List<Ranking> rankings(OpenStage stage, Gate gate, Sample sample) {
    progress.accept("stage %s: %d utterances".formatted(stage.name(), sample.texts().size()));
    return Arrays.stream(stage.logits(sample.texts())).map(gate::rank).toList();
  }

  private Measurement.Stage stage(
      StageDirectory directory,
      OpenStage stage,
      Sample sample,
      List<Ranking> rankings,
      double coverage)
      throws IOException {
    return new Measurement.Stage(
        stage.name(),
        Figures.accuracy(sample, rankings),
        Figures.calibrationError(sample, rankings),
        bytes(directory.path()),
        cpuTime.median(sample.texts().size(), () -> stage.logits(sample.texts())),
        coverage);
  }

  /** All files but the weights, which only training reads. */
  private static long bytes(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      long sum = 0;
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        sum += file.endsWith(StageDirectory.WEIGHTS) ? 0 : Files.size(file);
      }
      return sum;
    }
  }
}
