package io.millrace.bench.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A latency that so large a share of the events must keep, such as {@code p99=50ms}.
 *
 * <p>Immutable.
 *
 * @param text as it was written
 * @param share of the events, 0.5..0.999
 */
public record Objective(String text, double share, long nanos) {
  private static final Pattern FORM =
      Pattern.compile("p([5-9]\\d(?:\\.\\d)?)=(\\d{1,6}(?:\\.\\d{1,6})?)(us|µs|ms|s)");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Objective parse(String text) {
    Matcher matcher = FORM.matcher(text);
    long nanos = matcher.matches() ? nanos(matcher.group(2), matcher.group(3)) : 0;
    if (nanos == 0) {
      throw new IllegalArgumentException(
          "expected a percentile from p50 to p99.9 and a time above 0, such as p99=50ms, found '"
              + text
              + "'");
    }
    return new Objective(text, Double.parseDouble(matcher.group(1)) / 100, nanos);
  }

  private static long nanos(String number, String unit) {
    double factor =
        switch (unit) {
          case "s" -> 1e9;
          case "ms" -> 1e6;
          default -> 1e3;
        };
    return Math.round(Double.parseDouble(number) * factor);
  }
}
