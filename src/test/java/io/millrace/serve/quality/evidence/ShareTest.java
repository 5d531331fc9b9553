package io.millrace.serve.quality.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ShareTest {
  @Test
  void hasWilsonsInterval() {
    // R: binom::binom.wilson(90, 100)
    Share share = new Share(90, 100);

    assertThat(share.rate()).isEqualTo(0.9);
    assertThat(share.lower(Share.Z95)).isCloseTo(0.8256343, within(1e-6));
    assertThat(share.upper(Share.Z95)).isCloseTo(0.9447709, within(1e-6));
  }

  @Test
  void saysNothingOfNothing() {
    Share share = new Share(0, 0);

    assertThat(share.rate()).isNaN();
    assertThat(share.lower(Share.Z95)).isZero();
    assertThat(share.upper(Share.Z95)).isEqualTo(1);
  }

  @Test
  void staysWithinItsRangeWhereAllAgree() {
    assertThat(new Share(20, 20).upper(Share.Z95)).isEqualTo(1);
    assertThat(new Share(20, 20).lower(Share.Z95)).isBetween(0.8, 0.9);
    assertThat(new Share(0, 20).lower(Share.Z95)).isZero();
  }

  @Test
  void holdsTheShareAsOftenAsItSays() {
    Random random = new Random(7);
    int held = 0;
    for (int round = 0; round < 4_000; round++) {
      int hits = (int) random.doubles(200).filter(draw -> draw < 0.06).count();
      Share share = new Share(hits, 200);
      held += share.lower(Share.Z95) <= 0.06 && 0.06 <= share.upper(Share.Z95) ? 1 : 0;
    }

    // 95 % is what it aims at; for a share of 6 % of 200 it holds in 93 to 97 %.
    assertThat(held / 4_000.0).isBetween(0.93, 0.98);
  }

  @Test
  void refusesMoreHitsThanTrials() {
    assertThatThrownBy(() -> new Share(3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Share: expected 0..2 hits, found 3");
  }
}
