package io.millrace.compress.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.compare.Comparison.Verdict;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedTestTest {
  /** Python: {@code min(1, 2 * sum(comb(n, k) for k in range(max(b, c), n + 1)) / 2**n)}. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "0, 1, 1",
    "0, 5, 0.0625",
    "0, 6, 0.03125",
    "5, 5, 1",
    "10, 25, 0.01667385",
    "25, 10, 0.01667385",
    "6, 15, 0.07835388"
  })
  void givesTheBinomialTail(int onlyOld, int onlyNew, double p) {
    assertThat(new PairedTest(1000, onlyOld, onlyNew).pValue()).isCloseTo(p, within(1e-6));
  }

  @Test
  void staysANumberWhereThousandsDiffer() {
    assertThat(new PairedTest(9_000, 4_000, 4_100).pValue()).isBetween(0.2, 0.4);
    assertThat(new PairedTest(9_000, 0, 9_000).pValue()).isBetween(0.0, 1e-300);
  }

  @Test
  void givesAnIntervalAroundTheDifference() {
    PairedTest.Difference difference = new PairedTest(1000, 10, 25).difference(0.05);

    // Wald's, of the counts that are moved by a half: 15/1002 +- 1.96 sqrt(36 - 225/1002) / 1002.
    assertThat(difference.value()).isEqualTo(0.015);
    assertThat(difference.lower()).isCloseTo(0.0032705, within(1e-5));
    assertThat(difference.upper()).isCloseTo(0.0266696, within(1e-5));
  }

  @Test
  void isNotSureOfNothingBecauseNothingDiffered() {
    PairedTest.Difference difference = new PairedTest(100, 0, 0).difference(0.05);

    assertThat(difference.lower()).isNegative();
    assertThat(difference.upper()).isPositive();
  }

  @Test
  void seldomFindsADifferenceBetweenEquals() {
    SplittableRandom random = new SplittableRandom(1);
    int found = 0;
    for (int trial = 0; trial < 2_000; trial++) {
      int won = 0;
      for (int i = 0; i < 60; i++) {
        won += random.nextBoolean() ? 1 : 0;
      }
      Verdict verdict = Comparison.verdict(new PairedTest(1000, 60 - won, won), 0.05);
      found += verdict == Verdict.UNDECIDED ? 0 : 1;
    }

    // At most 5 %, and three standard deviations of 2,000 trials.
    assertThat(found / 2_000.0).isLessThan(0.065);
  }

  @Test
  void saysWhichIsBetter() {
    assertThat(Comparison.verdict(new PairedTest(100, 1, 20), 0.05)).isEqualTo(Verdict.BETTER);
    assertThat(Comparison.verdict(new PairedTest(100, 20, 1), 0.05)).isEqualTo(Verdict.WORSE);
    assertThat(Comparison.verdict(new PairedTest(100, 1, 2), 0.05)).isEqualTo(Verdict.UNDECIDED);
  }
}
