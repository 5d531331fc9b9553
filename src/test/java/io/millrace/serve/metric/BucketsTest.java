package io.millrace.serve.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BucketsTest {
  @Test
  void latenciesSpanTenthOfAMillisecondToTenSeconds() {
    double[] bounds = Buckets.LATENCY_SECONDS;

    assertThat(bounds).hasSizeLessThanOrEqualTo(60).startsWith(1e-4).endsWith(10).isSorted();
    for (int i = 1; i < bounds.length; i++) {
      // A quantile in the middle of a bucket is off by the root of this: a tenth.
      assertThat(bounds[i] / bounds[i - 1]).isCloseTo(1.2155, within(0.02));
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
