package io.millrace.serve.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.serve.quality.WindowFigures.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Two bundles that answer at the same time, such as the one in force and a canary: how much their
 * newest windows differ, of each stage that both have, and of all.
 *
 * <p>Immutable.
 *
 * @param old one of them
 * @param fresh the other
 * @param stages by name, and {@code all}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Comparison(
    String old, @JsonProperty("new") String fresh, Map<String, Differences> stages) {

  /** What is compared; absent where nothing was counted of one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Differences(
      Difference coverage, Difference abstention, Difference agreement, Difference accuracy) {}

  /**
   * A difference of shares, new minus old, with its 95 % interval from the two Wilson intervals:
   * {@code lower = d - sqrt((p2 - l2)^2 + (u1 - p1)^2)}, {@code upper = d + sqrt((u2 - p2)^2 + (p1
   * - l1)^2)}.
   *
   * <p>Source: Newcombe, Interval Estimation for the Difference Between Independent Proportions,
   * Statistics in Medicine 1998, method 10.
   */
  public record Difference(
      double old, @JsonProperty("new") double fresh, double value, double lower, double upper) {
    static Difference of(Interval old, Interval fresh) {
      if (old.trials() == 0 || fresh.trials() == 0) {
        return null;
      }
      double p = old.rate();
      double q = fresh.rate();
      return new Difference(
          p,
          q,
          q - p,
          q - p - Math.hypot(q - fresh.lower(), old.upper() - p),
          q - p + Math.hypot(fresh.upper() - q, p - old.lower()));
    }
  }

  /**
   * Compares two bundles.
   *
   * @param figures records of the quality topic, of both and perhaps of others
   * @return empty if one of them has no window yet
   */
  public static Optional<Comparison> of(List<String> figures, String old, String fresh) {
    Map<String, WindowFigures> olds = new HashMap<>();
    Map<String, WindowFigures> news = new HashMap<>();
    for (WindowFigures window : windows(figures)) {
      if (window.tenant().equals(Tenants.ALL)) {
        if (window.bundle().equals(old)) {
          olds.put(window.stage(), window);
        } else if (window.bundle().equals(fresh)) {
          news.put(window.stage(), window);
        }
      }
    }
    Map<String, Differences> stages = new TreeMap<>();
    news.forEach(
        (stage, window) -> {
          if (olds.containsKey(stage)) {
            stages.put(stage, differences(olds.get(stage), window));
          }
        });
    return stages.isEmpty() ? Optional.empty() : Optional.of(new Comparison(old, fresh, stages));
  }

  /** As JSON. */
  public String json() {
    return QualityJson.write(this);
  }

  private static List<WindowFigures> windows(List<String> figures) {
    List<WindowFigures> windows = new ArrayList<>();
    figures.forEach(figure -> QualityJson.window(figure).ifPresent(windows::add));
    return windows;
  }

  private static Differences differences(WindowFigures old, WindowFigures fresh) {
    return new Differences(
        Difference.of(old.coverage(), fresh.coverage()),
        Difference.of(old.abstention(), fresh.abstention()),
        Difference.of(old.agreement(), fresh.agreement()),
        Difference.of(old.accuracy(), fresh.accuracy()));
  }
}
