package io.millrace.compress.calibrate;

import io.millrace.model.confidence.Gate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Puts the promise of a calibration to the test: over and over, the gates are chosen on a random
 * half of the utterances in scope and checked on the other half.
 *
 * <p>The promise is about utterances without end, and the other half is a sample of them, so its
 * drop strays around the true one: what is counted here breaks the limit no less often than the
 * calibration does.
 *
 * <p>Immutable. Shares are 0..1.
 *
 * @param resplits how often
 * @param violationShare share of all resplits in which the accuracy of the cascade fell more than
 *     the limit below that of its last stage on the other half
 * @param refusedShare share in which no gates were proved; such a cascade asks its last stage
 *     always, and drops nothing
 * @param meanDrop drop of accuracy on the other half, the mean of those that were proved
 * @param meanEscalationRate share of the other half that the first stage deferred, likewise
 */
public record Resplits(
    int resplits,
    double violationShare,
    double refusedShare,
    double meanDrop,
    double meanEscalationRate) {

  /** What one choice was worth on what it has not seen. */
  private record Check(double drop, double escalationRate) {}

  /**
   * Draws the halves, on all processors.
   *
   * @param calibration its seed is the first of the draws
   * @param done gets the number of halves drawn so far, from any thread
   * @throws IllegalArgumentException if there is one stage alone, or no half can be calibrated on
   *     at all, with the reason
   */
  public static Resplits draw(
      CalibrationSample sample, CascadeCalibration calibration, int resplits, IntConsumer done) {
    if (sample.stages().size() == 1) {
      throw new IllegalArgumentException(
          "Stage %s stands alone: it has no last stage to drop below"
              .formatted(sample.stages().getFirst()));
    }
    AtomicInteger drawn = new AtomicInteger();
    List<Optional<Check>> checks =
        IntStream.range(0, resplits)
            .parallel()
            .mapToObj(
                i -> {
                  Optional<Check> check =
                      check(sample, calibration.withSeed(calibration.seed() + i));
                  done.accept(drawn.incrementAndGet());
                  return check;
                })
            .toList();
    if (checks.stream().allMatch(Optional::isEmpty)) {
      // Which says why.
      calibration.choose(sample.shuffled(calibration.seed()).range(0, sample.size() / 2));
    }
    return of(checks, calibration.maxDrop());
  }

  private static Resplits of(List<Optional<Check>> checks, double maxDrop) {
    List<Check> proved = checks.stream().flatMap(Optional::stream).toList();
    double violations = proved.stream().filter(check -> check.drop() > maxDrop).count();
    return new Resplits(
        checks.size(),
        violations / checks.size(),
        1 - (double) proved.size() / checks.size(),
        proved.stream().mapToDouble(Check::drop).average().orElse(0),
        proved.stream().mapToDouble(Check::escalationRate).average().orElse(1));
  }

  private static Optional<Check> check(CalibrationSample sample, CascadeCalibration calibration) {
    CalibrationSample shuffled = sample.shuffled(calibration.seed());
    int half = sample.size() / 2;
    List<Gate> gates;
    try {
      gates = calibration.choose(shuffled.range(0, half)).gates();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Judgements unseen = Judgements.of(shuffled.range(half, sample.size()), gates);
    double[] thresholds =
        gates.stream().limit(unseen.last()).mapToDouble(Gate::threshold).toArray();
    return Optional.of(
        new Check(
            Arrays.stream(unseen.drops(thresholds)).average().orElseThrow(),
            1 - unseen.share(thresholds, 0)));
  }
}
