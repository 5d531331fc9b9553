package io.millrace.compress.measure;

import io.millrace.compress.calibrate.Abstaining;
import io.millrace.compress.calibrate.CalibrationSample;
import io.millrace.compress.calibrate.CascadeCalibration;
import io.millrace.compress.calibrate.CascadeCalibration.Choice;
import io.millrace.compress.calibrate.IsotonicChoice;
import io.millrace.compress.calibrate.Resplits;
import io.millrace.compress.data.Split;
import io.millrace.compress.measure.OpenCascade.Answer;
import io.millrace.model.bundle.BundleManifest.Reliability;
import io.millrace.model.bundle.Probe;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.Ranking;
import io.millrace.model.infer.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Asks stages on a validation split and chooses their gates.
 *
 * <p>Not for sharing: CPU time is the calling thread's. It is measured where thresholds of several
 * students are to be searched for least cost; one student needs no search.
 *
 * @param cpuNanos CPU time of the calling thread so far
 * @param progress gets a line for each long step
 */
public record BundleMaker(
    Engine engine,
    CascadeCalibration calibration,
    LongSupplier cpuNanos,
    Consumer<String> progress) {
  private static final int TIMED_TEXTS = 512;

  /** Fast stages are asked for so long first: their code is not compiled before that. */
  private static final long WARM_UP_NANOS = 1_000_000_000;

  /**
   * What was chosen, and how the cascade does on the split it was chosen on.
   *
   * @param gates of the stages: the chosen thresholds, and confidences bent where that helps
   * @param cpuMicros CPU time a text of each stage; empty if it was not measured
   * @param abstaining what each confidence function would have the last stage abstain on
   * @param figures its CPU time is not measured: 0
   * @param reliability of each stage, on what is in scope
   * @param probes what whoever loads the bundle may ask it, to see that it still answers so
   */
  public record Made(
      Choice choice,
      List<Gate> gates,
      List<Double> cpuMicros,
      List<Abstaining> abstaining,
      Measurement.Cascade figures,
      List<List<Reliability>> reliability,
      List<Probe> probes) {}

  /**
   * Chooses the gates of stages, cheapest first.
   *
   * @throws IllegalArgumentException if labels of stages or data do not match, or the split cannot
   *     prove what is asked of it
   */
  public Made make(List<StageDirectory> stages, Split valid) {
    List<String> labels = requireOneLabelSet(stages);
    Sample sample = Sample.of(valid, labels);
    Asked asked = ask(stages, sample);
    float[][][] logits = asked.logits();
    CalibrationSample calibrated = calibrated(stages, sample, asked, labels);
    Choice choice = calibration.choose(calibrated);
    List<Gate> gates = bent(sample, choice.gates(), logits);
    List<Answer> answers = answers(sample, gates, logits);
    return new Made(
        choice,
        gates,
        asked.cpuMicros(),
        Abstaining.all(calibration, calibrated),
        Figures.cascade(
            sample,
            answers,
            rankings(gates.getLast(), logits[gates.size() - 1]),
            gates.getLast(),
            0),
        reliability(sample, gates, logits),
        ProbeChoice.of(labels, sample.texts(), answers));
  }

  /**
   * Tests the calibration's promise on random halves of the utterances in scope.
   *
   * @param done gets the number of halves drawn so far, from any thread
   * @throws IllegalArgumentException as {@link #make} does
   */
  public Resplits resplit(
      List<StageDirectory> stages, Split utterances, int resplits, IntConsumer done) {
    List<String> labels = requireOneLabelSet(stages);
    Sample sample = Sample.of(new Split(utterances.inScope(), List.of()), labels);
    return Resplits.draw(
        calibrated(stages, sample, ask(stages, sample), labels), calibration, resplits, done);
  }

  /**
   * What stages say of a sample.
   *
   * @param cpuMicros empty if it was not measured
   */
  private record Asked(float[][][] logits, List<Double> cpuMicros) {}

  private Asked ask(List<StageDirectory> directories, Sample sample) {
    float[][][] logits = new float[directories.size()][][];
    List<Double> micros = new ArrayList<>();
    for (int i = 0; i < logits.length; i++) {
      try (OpenStage stage = OpenStage.load(engine, directories.get(i))) {
        progress.accept("stage %s: %d utterances".formatted(stage.name(), sample.texts().size()));
        logits[i] = stage.logits(sample.texts());
        if (directories.size() > 2) {
          micros.add(micros(stage, sample.texts()));
        }
      }
    }
    return new Asked(logits, micros);
  }

  private double micros(OpenStage stage, List<String> texts) {
    List<String> timed = texts.subList(0, Math.min(TIMED_TEXTS, texts.size()));
    long end = cpuNanos.getAsLong() + WARM_UP_NANOS;
    while (cpuNanos.getAsLong() < end) {
      stage.logits(timed);
    }
    return new CpuTime(cpuNanos).median(timed.size(), () -> stage.logits(timed));
  }

  private static CalibrationSample calibrated(
      List<StageDirectory> stages, Sample sample, Asked asked, List<String> labels) {
    List<String> names = stages.stream().map(stage -> stage.manifest().name()).toList();
    int all = sample.texts().size();
    CalibrationSample calibrated =
        new CalibrationSample(
            names,
            each(asked.logits(), stage -> Arrays.copyOf(stage, sample.inScope())),
            sample.labels(),
            labels.indexOf(StageManifest.OUT_OF_SCOPE),
            each(asked.logits(), stage -> Arrays.copyOfRange(stage, sample.inScope(), all)),
            asked.cpuMicros().isEmpty()
                ? names.stream().mapToDouble(_ -> 1).toArray()
                : asked.cpuMicros().stream().mapToDouble(Double::doubleValue).toArray());
    calibrated.refuseSwappedLabels(labels);
    return calibrated;
  }

  private static float[][][] each(float[][][] logits, UnaryOperator<float[][]> part) {
    return Arrays.stream(logits).map(part).toArray(float[][][]::new);
  }

  /** What gates compare is not bent, so the proofs stand whatever utterances this looks at. */
  private List<Gate> bent(Sample sample, List<Gate> gates, float[][][] logits) {
    return IntStream.range(0, gates.size())
        .mapToObj(
            stage -> {
              Gate gate = gates.get(stage);
              List<Ranking> rankings = inScope(sample, gate, logits[stage]);
              return gate.withIsotonic(
                  IsotonicChoice.of(
                      rankings.stream().mapToDouble(Ranking::confidence).toArray(),
                      correct(sample, rankings),
                      calibration.seed()));
            })
        .toList();
  }

  private static List<Answer> answers(Sample sample, List<Gate> gates, float[][][] logits) {
    return IntStream.range(0, sample.texts().size())
        .mapToObj(i -> Answer.of(gates, stage -> logits[stage][i]))
        .toList();
  }

  private static List<List<Reliability>> reliability(
      Sample sample, List<Gate> gates, float[][][] logits) {
    return IntStream.range(0, gates.size())
        .mapToObj(
            stage -> {
              List<Ranking> rankings = inScope(sample, gates.get(stage), logits[stage]);
              return ReliabilityBins.of(rankings, correct(sample, rankings));
            })
        .toList();
  }

  private static List<Ranking> inScope(Sample sample, Gate gate, float[][] logits) {
    return rankings(gate, Arrays.copyOf(logits, sample.inScope()));
  }

  private static boolean[] correct(Sample sample, List<Ranking> rankings) {
    boolean[] correct = new boolean[rankings.size()];
    for (int i = 0; i < correct.length; i++) {
      correct[i] = rankings.get(i).best() == sample.labels()[i];
    }
    return correct;
  }

  private static List<Ranking> rankings(Gate gate, float[][] logits) {
    return Arrays.stream(logits).map(gate::rank).toList();
  }

  private static List<String> requireOneLabelSet(List<StageDirectory> stages) {
    StageManifest first = stages.getFirst().manifest();
    for (StageDirectory stage : stages) {
      if (!stage.manifest().labels().equals(first.labels())) {
        throw new IllegalArgumentException(
            "Stage %s: its %d labels are not the %d of stage %s, or in another order"
                .formatted(
                    stage.manifest().name(),
                    stage.manifest().labels().size(),
                    first.labels().size(),
                    first.name()));
      }
    }
    return first.labels();
  }
}
