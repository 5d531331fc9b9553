package io.millrace.compress.compare;

import com.fasterxml.jackson.annotation.JsonValue;
import io.millrace.compress.data.Split;
import io.millrace.model.infer.Engine;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What came of comparing two; written as JSON as it stands.
 *
 * <p>Immutable. Shares are 0..1.
 *
 * @param old what is in use, by its place
 * @param fresh what may replace it
 * @param utterances that both were asked
 * @param oldAccuracy share that the old one answers rightly, see {@link Contender}
 * @param difference new accuracy minus old
 * @param lower end of the interval of confidence {@code 1 - alpha} of the difference
 * @param onlyOldRight utterances that the old one alone answers rightly
 * @param discordant utterances that one alone answers rightly
 * @param pValue of McNemar's exact test, two-sided
 * @param alpha below or at which the test decides
 * @param verdict of the new one
 */
public record Comparison(
    String old,
    String fresh,
    int utterances,
    double oldAccuracy,
    double newAccuracy,
    double difference,
    double lower,
    double upper,
    int onlyOldRight,
    int onlyNewRight,
    int discordant,
    double pValue,
    double alpha,
    Verdict verdict) {
  /** What the test says of the new one. */
  public enum Verdict {
    BETTER,
    WORSE,
    UNDECIDED;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Asks both, and tests.
   *
   * @param alpha above 0 and below 1
   * @throws IllegalArgumentException if one is a bundle and the other a stage, there is no
   *     utterance, or alpha is none
   */
  public static Comparison of(Path old, Path fresh, Split split, double alpha, Engine engine) {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha: expected above 0 and below 1, found " + alpha);
    }
    Contender one = Contender.at(old, engine, split);
    Contender other = Contender.at(fresh, engine, split);
    if (one.kind() != other.kind()) {
      throw new IllegalArgumentException(
          "expected two bundles or two stages, found %s %s and %s %s"
              .formatted(word(one), old, word(other), fresh));
    }
    if (one.right().length == 0) {
      throw new IllegalArgumentException("the split holds no utterance to compare on");
    }
    return of(one, other, PairedTest.of(one.right(), other.right()), alpha);
  }

  private static Comparison of(Contender one, Contender other, PairedTest test, double alpha) {
    PairedTest.Difference difference = test.difference(alpha);
    return new Comparison(
        one.name(),
        other.name(),
        test.utterances(),
        share(one.right()),
        share(other.right()),
        difference.value(),
        difference.lower(),
        difference.upper(),
        test.onlyOldRight(),
        test.onlyNewRight(),
        test.discordant(),
        test.pValue(),
        alpha,
        verdict(test, alpha));
  }

  static Verdict verdict(PairedTest test, double alpha) {
    if (test.pValue() > alpha) {
      return Verdict.UNDECIDED;
    }
    return test.onlyNewRight() > test.onlyOldRight() ? Verdict.BETTER : Verdict.WORSE;
  }

  private static double share(boolean[] right) {
    int count = 0;
    for (boolean each : right) {
      count += each ? 1 : 0;
    }
    return count / (double) right.length;
  }

  private static String word(Contender contender) {
    return contender.kind().name().toLowerCase(Locale.ROOT);
  }
}
