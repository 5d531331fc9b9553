package io.millrace.compress.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.calibrate.CascadeCalibration.Choice;
import io.millrace.model.confidence.ConfidenceFunction;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.TemperatureScaling;
import io.millrace.model.confidence.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CascadeCalibrationTest {
  private static final CascadeCalibration CALIBRATION =
      new CascadeCalibration(
          List.of(ConfidenceFunction.ENTROPY, ConfidenceFunction.ENTROPY), 0.01, 0.05, 0.05, 1);

  @Test
  void keepsItsPromisesOnFreshUtterances() {
    Choice choice = CALIBRATION.choose(SyntheticCascade.draw(4_000, 20, 1));
    CalibrationSample fresh = SyntheticCascade.draw(100_000, 20, 2);

    Gate student = choice.gates().getFirst();
    Gate teacher = choice.gates().getLast();
    double abstained = 0;
    double drop = 0;
    double escalated = 0;
    for (int i = 0; i < fresh.size(); i++) {
      Verdict first = student.judge(fresh.logits()[0][i]);
      Verdict last = teacher.judge(fresh.logits()[1][i]);
      boolean isEscalated = first instanceof Verdict.Defer;
      escalated += isEscalated ? 1 : 0;
      abstained += last instanceof Verdict.Defer ? 1 : 0;
      int alone = isRight(last, fresh.labels()[i]);
      drop += alone - (isEscalated ? alone : isRight(first, fresh.labels()[i]));
    }

    assertThat(drop / fresh.size()).isLessThan(0.01);
    assertThat(escalated / fresh.size()).isBetween(0.1, 0.35);
    assertThat(abstained / fresh.size()).isBetween(0.03, 0.05);
    assertThat(choice.drop().orElseThrow().bound()).isLessThanOrEqualTo(0.01);
    assertThat(choice.falseAbstention().bound()).isLessThanOrEqualTo(0.05);
  }

  @Test
  void fitsTheTemperatures() {
    Choice choice = CALIBRATION.choose(SyntheticCascade.draw(4_000, 20, 1));

    // Labels were drawn at 2; 800 utterances fit it.
    assertThat(choice.gates().getFirst().scaling().temperature()).isCloseTo(2, within(0.4));
  }

  @Test
  void noStudentAcceptsWhatTheLastGateMayAbstainOn() {
    CascadeCalibration lax =
        new CascadeCalibration(
            List.of(ConfidenceFunction.ENTROPY, ConfidenceFunction.ENTROPY), 0.5, 0.05, 0.3, 1);

    Choice choice = lax.choose(SyntheticCascade.draw(4_000, 4, 1));

    CalibrationSample fresh = SyntheticCascade.draw(20_000, 4, 2);
    Gate student = choice.gates().getFirst();
    long accepted =
        Arrays.stream(fresh.logits()[0])
            .filter(logits -> student.judge(logits) instanceof Verdict.Accept)
            .count();
    // Four fifths are easy, and it is as sure of one as of another.
    assertThat(accepted / 20_000.0).isBetween(0.6, 0.85);
  }

  @Test
  void proofsRestOnTheUtterancesThatDidNotFit() {
    Choice choice = CALIBRATION.choose(SyntheticCascade.draw(4_000, 20, 1));

    assertThat(choice.drop().orElseThrow().sampleSize()).isEqualTo(3_200);
    assertThat(choice.falseAbstention().sampleSize()).isEqualTo(3_200);
  }

  @Test
  void aSingleStageOnlyAbstains() {
    CalibrationSample two = SyntheticCascade.draw(2_000, 20, 1);
    CalibrationSample one =
        new CalibrationSample(
            List.of("teacher"), new float[][][] {two.logits()[1]}, two.labels(), -1);

    Choice choice = CALIBRATION.withFunctions(List.of(ConfidenceFunction.ENTROPY)).choose(one);

    assertThat(choice.drop()).isEmpty();
    assertThat(choice.gates()).hasSize(1);
  }

  @Test
  void refusesASampleTooSmallAndSaysHowManyItTakes() {
    assertThatThrownBy(
            () ->
                new CascadeCalibration(
                        List.of(ConfidenceFunction.ENTROPY, ConfidenceFunction.ENTROPY),
                        0.005,
                        0.05,
                        0.05,
                        1)
                    .choose(SyntheticCascade.draw(400, 20, 1)))
        .hasMessageContaining("max-drop: 320 utterances")
        .hasMessageMatching(
            ".*at least (8|9|10|11)\\d\\d are needed.*add to valid\\.jsonl, or raise --max-\\S+");
  }

  @Test
  void refusesAStudentThatErrsWhereItIsSure() {
    CalibrationSample sample = SyntheticCascade.draw(3_000, 20, 1);
    for (int i = 0; i < sample.size(); i += 5) {
      sample.labels()[i] = (sample.labels()[i] + 1) % SyntheticCascade.LABELS;
      sample.logits()[1][i] = new float[SyntheticCascade.LABELS];
      sample.logits()[1][i][sample.labels()[i]] = 8;
    }

    assertThatThrownBy(() -> CALIBRATION.choose(sample))
        .hasMessageContaining(
            "max-drop: no threshold at which the students accept anything is proved to keep 0.01");
  }

  @Test
  void refusesAStudentThatNeverErrs() {
    CalibrationSample sample = SyntheticCascade.draw(3_000, 20, 1);

    assertThatThrownBy(() -> losses(knowing(sample.labels(), sample.size()), sample))
        .hasMessageContaining("Stage student: makes no error in 3000 utterances");
  }

  @Test
  void refusesAStudentThatErrsLikeTheLastStage() {
    CalibrationSample sample = SyntheticCascade.draw(3_000, 20, 1);

    assertThatThrownBy(() -> losses(sample.logits()[1], sample))
        .hasMessageContaining("Stage student: is right and wrong where the last stage is");
  }

  @Test
  void refusesConfidencesThatAreAllEqual() {
    CalibrationSample sample = SyntheticCascade.draw(3_000, 20, 1);

    assertThatThrownBy(() -> losses(new float[3_000][SyntheticCascade.LABELS], sample))
        .hasMessageContaining("Stage student: has the same confidence in all 3000 utterances");
  }

  @Test
  void refusesATeacherThatNeverErrsNamingIt() {
    CalibrationSample sample = SyntheticCascade.draw(3_000, 20, 1);
    sample.logits()[1] = knowing(sample.labels(), sample.size());

    assertThatThrownBy(() -> CALIBRATION.choose(sample))
        .hasMessage("Stage teacher: temperature cannot be fitted: the sample holds too few errors");
  }

  @Test
  void refusesSizesThatDiffer() {
    assertThatThrownBy(
            () -> new CalibrationSample(List.of("s"), new float[][][] {{{1, 0}}}, new int[2], -1))
        .hasMessage("Stage s: logits of 1 utterances, labels of 2");
    assertThatThrownBy(() -> CALIBRATION.choose(SyntheticCascade.draw(0, 20, 1)))
        .hasMessageContaining("0 utterances");
  }

  private static void losses(float[][] student, CalibrationSample sample) {
    CalibrationSample changed =
        new CalibrationSample(
            sample.stages(),
            new float[][][] {student, sample.logits()[1]},
            sample.labels(),
            sample.outOfScope());
    Gate gate = new Gate(ConfidenceFunction.ENTROPY, TemperatureScaling.NONE, 0, -1);
    new Students(changed.stages(), Judgements.of(changed, List.of(gate, gate)))
        .requireInformative();
  }

  private static float[][] knowing(int[] labels, int size) {
    float[][] logits = new float[size][SyntheticCascade.LABELS];
    IntStream.range(0, size).forEach(i -> logits[i][labels[i]] = 5 + i % 3);
    return logits;
  }

  private static int isRight(Verdict verdict, int label) {
    return verdict instanceof Verdict.Accept(var ranking) && ranking.best() == label ? 1 : 0;
  }
}
