package io.millrace.compress.measure;

import io.millrace.compress.data.Split;
import io.millrace.compress.measure.CascadeCalibration.Choice;
import io.millrace.compress.measure.OpenCascade.Answer;
import io.millrace.model.bundle.BundleManifest.Reliability;
import io.millrace.model.bundle.Probe;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.Ranking;
import io.millrace.model.infer.Engine;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Asks stages on a validation split and chooses their gates.
 *
 * <p>Immutable.
 *
 * @param progress gets a line for each long step
 */
public record BundleMaker(
    Engine engine, CascadeCalibration calibration, Consumer<String> progress) {
  /**
   * What was chosen, and how the cascade does on the split it was chosen on.
   *
   * @param figures its CPU time is not measured: 0
   * @param reliability of each stage, on what is in scope
   * @param probes what whoever loads the bundle may ask it, to see that it still answers so
   */
  public record Made(
      Choice choice,
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
    float[][][] logits = logits(stages, sample);
    Choice choice = calibration.choose(inScope(stages, sample, logits, labels));
    List<Gate> gates = choice.gates();
    List<Answer> answers = answers(sample, gates, logits);
    return new Made(
        choice,
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
        inScope(stages, sample, logits(stages, sample), labels), calibration, resplits, done);
  }

  private float[][][] logits(List<StageDirectory> stages, Sample sample) {
    return stages.stream().map(stage -> logits(stage, sample)).toArray(float[][][]::new);
  }

  private float[][] logits(StageDirectory directory, Sample sample) {
    try (OpenStage stage = OpenStage.load(engine, directory)) {
      progress.accept("stage %s: %d utterances".formatted(stage.name(), sample.texts().size()));
      return stage.logits(sample.texts());
    }
  }

  private static CalibrationSample inScope(
      List<StageDirectory> stages, Sample sample, float[][][] logits, List<String> labels) {
    return new CalibrationSample(
        stages.stream().map(stage -> stage.manifest().name()).toList(),
        Arrays.stream(logits)
            .map(stage -> Arrays.copyOf(stage, sample.inScope()))
            .toArray(float[][][]::new),
        sample.labels(),
        labels.indexOf(StageManifest.OUT_OF_SCOPE));
  }

  private static List<Answer> answers(Sample sample, List<Gate> gates, float[][][] logits) {
    return IntStream.range(0, sample.texts().size())
        .mapToObj(i -> Answer.of(gates, stage -> logits[stage][i]))
        .toList();
  }

  private static List<List<Reliability>> reliability(
      Sample sample, List<Gate> gates, float[][][] logits) {
    return IntStream.range(0, gates.size())
        .mapToObj(stage -> reliability(sample, rankings(gates.get(stage), logits[stage])))
        .toList();
  }

  private static List<Reliability> reliability(Sample sample, List<Ranking> rankings) {
    boolean[] correct = new boolean[sample.inScope()];
    for (int i = 0; i < correct.length; i++) {
      correct[i] = rankings.get(i).best() == sample.labels()[i];
    }
    return ReliabilityBins.of(rankings.subList(0, correct.length), correct);
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
