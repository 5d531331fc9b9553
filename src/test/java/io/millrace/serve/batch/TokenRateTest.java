package io.millrace.serve.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TokenRateTest {
  private final TokenRate rate = new TokenRate();

  @Test
  void knowsNothingAtFirst() {
    assertThat(rate.nanos(8, 100)).isZero();
  }

  @Test
  void believesTheFirstCall() {
    rate.observe(4, 10, 4_000);

    assertThat(rate.nanos(2, 7)).isEqualTo(1_400);
  }

  @Test
  void followsAChange() {
    rate.observe(1, 10, 1_000);
    for (int i = 0; i < 100; i++) {
      rate.observe(1, 10, 5_000);
    }

    // What is left of the first call after 100 more: 0.9^100 of 400 nanoseconds a token.
    assertThat(rate.nanos(1, 10)).isCloseTo(5_000, within(1L));
  }
}
