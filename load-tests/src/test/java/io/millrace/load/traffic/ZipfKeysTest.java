package io.millrace.load.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ZipfKeysTest {
  private static final int DRAWS = 100_000;

  @Test
  void drawsEachKeyInProportionToItsRank() {
    int[] counts = draw(new ZipfKeys(3, 1));

    // 1 : 1/2 : 1/3; the offset is six standard deviations of the largest count.
    double sum = 1 + 1 / 2.0 + 1 / 3.0;
    for (int key = 0; key < 3; key++) {
      assertThat(counts[key] / (double) DRAWS)
          .isCloseTo(1 / (key + 1.0) / sum, Offset.offset(0.01));
    }
  }

  @Test
  void drawsAllAlikeByExponentZero() {
    int[] counts = draw(new ZipfKeys(4, 0));

    for (int count : counts) {
      assertThat(count / (double) DRAWS).isCloseTo(0.25, Offset.offset(0.01));
    }
  }

  private static int[] draw(ZipfKeys keys) {
    Random random = new Random(1);
    int[] counts = new int[4];
    for (int i = 0; i < DRAWS; i++) {
      counts[keys.draw(random)]++;
    }
    return counts;
  }
}
