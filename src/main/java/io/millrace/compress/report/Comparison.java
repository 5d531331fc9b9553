package io.millrace.compress.report;

import io.millrace.compress.measure.Measurement;
import java.util.Locale;

/**
 * A stage beside the one it was made from.
 *
 * <p>Immutable.
 *
 * @param verdict in words: what it saved, and what it did not
 */
public record Comparison(
    String before, String after, double bytesRatio, double timeRatio, double drop, String verdict) {
  /** Less than this is noise on a shared machine. */
  private static final double NOTABLE = 1.1;

  static Comparison of(Measurement.Stage before, Measurement.Stage after) {
    double bytes = before.bytes() / (double) after.bytes();
    double time = before.cpuMicrosPerText() / after.cpuMicrosPerText();
    double drop = before.accuracy() - after.accuracy();
    return new Comparison(
        before.name(), after.name(), bytes, time, drop, verdict(bytes, time) + cost(drop));
  }

  private static String verdict(double bytes, double time) {
    if (bytes >= NOTABLE && time < NOTABLE) {
      return "Saved bytes (%s) but no time".formatted(times(bytes, "smaller", "larger"))
          + (time <= 1 / NOTABLE ? ": it is %s.".formatted(times(time, "", "slower")) : ".");
    }
    return "%s, %s.".formatted(times(bytes, "smaller", "larger"), times(time, "faster", "slower"));
  }

  private static String times(double ratio, String more, String less) {
    if (ratio < NOTABLE && ratio > 1 / NOTABLE) {
      return "neither %s nor %s".formatted(more, less);
    }
    return ratio >= 1
        ? String.format(Locale.ROOT, "%.1f times %s", ratio, more)
        : String.format(Locale.ROOT, "%.1f times %s", 1 / ratio, less);
  }

  private static String cost(double drop) {
    return String.format(
        Locale.ROOT, " Accuracy %s%.2f points.", drop > 0 ? "-" : "+", Math.abs(100 * drop));
  }
}
