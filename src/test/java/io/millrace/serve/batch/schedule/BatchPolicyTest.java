package io.millrace.serve.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BatchPolicyTest {
  @Test
  void refusesNonsenseByKeyAndValue() {
    assertRefused(() -> new BatchPolicy(0, 1, 0, 1), "millrace.batch.max-size", "found 0");
    assertRefused(() -> new BatchPolicy(4097, 1, 0, 1), "1..4096", "found 4097");
    assertRefused(() -> new BatchPolicy(1, -3, 0, 1), "millrace.batch.token-budget", "found -3");
    assertRefused(() -> new BatchPolicy(1, 1, -1, 1), "millrace.batch.linger", "found -1");
    assertRefused(() -> new BatchPolicy(1, 1, 0, 0), "millrace.batch.slice", "found 0");
  }

  @Test
  void foretellsWorkOfRequestsWhoseTokensAreNotCountedYet() {
    CostSurface cost = new CostSurface(1_000, 10, 0, 0);

    assertThat(new BatchPolicy(32, 1024, 0, 1_000_000).backlogNanos(cost, 1, 0)).isEqualTo(1_010);
  }

  private static void assertRefused(Runnable construction, String... words) {
    assertThatThrownBy(construction::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }
}
