package io.millrace.compress.calibrate;

import io.millrace.model.confidence.RiskControl;
import io.millrace.model.confidence.RiskControl.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * All stages of a cascade but the last, on the sample that proves.
 *
 * <p>Immutable.
 *
 * @param stages names, the last one's too
 */
record Students(List<String> stages, Judgements proof) {
  /**
   * Refuses samples from which a threshold could be computed and would mean nothing.
   *
   * @throws IllegalArgumentException with the stage and the reason
   */
  void requireInformative() {
    for (int stage = 0; stage < proof.last(); stage++) {
      int asked = stage;
      require(
          stage,
          IntStream.range(0, proof.size()).anyMatch(i -> !proof.right()[asked][i]),
          "makes no error in %d utterances, so no threshold is better than another");
      require(
          stage,
          IntStream.range(0, proof.size()).anyMatch(i -> proof.drop(asked, i) != 0),
          "is right and wrong where the last stage is in all %d utterances");
      require(
          stage,
          Arrays.stream(proof.sureness()[stage]).distinct().count() > 1,
          "has the same confidence in all %d utterances, so no threshold parts them");
    }
  }

  /**
   * The furthest step of a path that is proved to keep the limit.
   *
   * @throws IllegalArgumentException if at none of those a student accepts anything, with the size
   *     of a sample that would do; or if one student accepts nothing
   */
  Certificate furthest(List<double[]> path, RiskControl control) {
    Certificate found =
        control.boldest(path.size(), step -> proof.drops(path.get(step))).orElse(null);
    if (found == null || proof.share(path.get(found.step()), proof.last()) == 1) {
      throw refusal(path, found == null ? 0 : found.step() + 1, control);
    }
    for (int stage = 0; stage < proof.last(); stage++) {
      require(
          stage,
          proof.share(path.get(found.step()), stage) > 0,
          "accepts none of %d utterances at the thresholds of least cost: it takes time and saves"
              + " none; leave it out");
    }
    return found;
  }

  /**
   * @param failed the first step that is not proved
   */
  private IllegalArgumentException refusal(List<double[]> path, int failed, RiskControl control) {
    OptionalInt needed =
        failed < path.size()
            ? control.sampleSize(proof.drops(path.get(failed)))
            : OptionalInt.empty();
    String remedy =
        needed.isPresent()
            ? "about %d would do if they err like here; add to valid.jsonl"
                .formatted(needed.getAsInt())
            : "they err too often where they are sure; train them longer";
    return new IllegalArgumentException(
        "max-drop: no threshold at which the students accept anything is proved to keep %s on %d utterances: %s, or raise --max-drop"
            .formatted(control.limit(), proof.size(), remedy));
  }

  private void require(int stage, boolean holds, String reason) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Stage %s: %s".formatted(stages.get(stage), reason.formatted(proof.size())));
    }
  }
}
