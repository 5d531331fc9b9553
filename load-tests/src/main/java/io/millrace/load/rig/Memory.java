package io.millrace.load.rig;

import java.util.ArrayList;
import java.util.List;

/**
 * Resident memory of a process over time.
 *
 * <p>Growth is the slope of a straight line through the samples after warm-up, times their span, as
 * a share of their mean: a single late garbage collection does not hide a leak, nor make one.
 *
 * <p>Confined to the thread of the run.
 */
public final class Memory {
  /** Pools fill and code is compiled before this share of a run. */
  private static final double WARM_UP_SHARE = 0.5;

  private final List<Long> samples = new ArrayList<>();

  /** Takes a sample; to be called evenly. Zero bytes mean that the process has ended. */
  public void sample(long residentBytes) {
    if (residentBytes > 0) {
      samples.add(residentBytes);
    }
  }

  /** The largest sample in bytes. */
  public long most() {
    return samples.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** The latest sample in bytes. */
  public long last() {
    return samples.isEmpty() ? 0 : samples.getLast();
  }

  /** Growth after warm-up, in percent; not a number with fewer than three samples. */
  public double growthPercent() {
    List<Long> warm = samples.subList((int) (samples.size() * WARM_UP_SHARE), samples.size());
    int count = warm.size();
    if (count < 3) {
      return Double.NaN;
    }
    double meanAt = (count - 1) / 2.0;
    double mean = warm.stream().mapToLong(Long::longValue).average().orElseThrow();
    double together = 0;
    double spread = 0;
    for (int at = 0; at < count; at++) {
      together += (at - meanAt) * (warm.get(at) - mean);
      spread += (at - meanAt) * (at - meanAt);
    }
    return 100 * together / spread * (count - 1) / mean;
  }
}
