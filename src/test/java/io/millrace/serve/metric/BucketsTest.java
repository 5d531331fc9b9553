package io.millrace.serve.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BucketsTest {
  @Test
  void latenciesSpanTenthOfAMillisecondToTenSeconds() {
    double[] bounds = Buckets.LATENCY_SECONDS;

    // And one above the last: sixty buckets.
    assertThat(bounds).hasSize(59).startsWith(1e-4).endsWith(10).isSorted();
    assertThat(bounds).contains(0.001, 0.01, 0.0464, 0.1, 0.464, 1);
    for (int i = 1; i < bounds.length; i++) {
      assertThat(bounds[i] / bounds[i - 1]).isBetween(1.2, bounds[i] <= 0.001 ? 1.27 : 1.22);
    }
  }

  @Test
  void sizesArePowersOfTwoUpToTheLargestBatch() {
    assertThat(Buckets.SIZES).startsWith(1, 2, 4).endsWith(4096);
  }

  @Test
  void sharesAreTwentieths() {
    assertThat(Buckets.SHARES).hasSize(20).startsWith(0.05, 0.1).endsWith(0.95, 1.0);
  }
}
