package io.millrace.serve.quality;

import io.millrace.serve.quality.evidence.AgreementRule;
import io.millrace.serve.quality.evidence.DriftPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What is watched, and how.
 *
 * <p>Immutable.
 *
 * @param group of consumers, and prefix of the topics that hold the state
 * @param topics where records come from and go to
 * @param labels those that feedback may name
 * @param window length of the sliding windows
 * @param hop how often one begins
 * @param joinWindow longest time from a prediction to what is said of it
 * @param remembered most events that are remembered for it, by partition
 * @param rule how audits move thresholds; empty: not at all
 */
public record QualityPolicy(
    String group,
    Topics topics,
    Tenants tenants,
    Set<String> labels,
    Duration window,
    Duration hop,
    Duration joinWindow,
    int remembered,
    DriftPolicy drift,
    Optional<AgreementRule> rule) {
  /** How much longer than its window a slot is kept, for records that come late. */
  static final Duration LATENESS = Duration.ofHours(1);

  /** What is said of an event may come before its prediction, by this much. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /** How far another machine's clock may be ahead. */
  static final Duration SKEW = Duration.ofMinutes(1);

  private static final int MOST_SLOTS = 1_000;

  /** Refuses nonsense, by the name of the option. */
  public QualityPolicy {
    require(hop.toMillis() >= 1, "hop", hop, "must be 1ms or more");
    require(
        window.compareTo(hop) >= 0 && window.toMillis() % hop.toMillis() == 0,
        "window",
        window,
        "must be a multiple of millrace.quality.hop=" + hop);
    require(
        window.toMillis() / hop.toMillis() <= MOST_SLOTS,
        "hop",
        hop,
        "must be at least a %dth of millrace.quality.window=%s".formatted(MOST_SLOTS, window));
    require(joinWindow.toMillis() >= 1, "join-window", joinWindow, "must be 1ms or more");
    require(remembered >= 1, "remembered", remembered, "must be at least 1");
  }

  /** Names of topics. */
  public record Topics(
      String predictions, String audits, String feedback, String quality, String policy) {}

  /** Slots in a window. */
  int slots() {
    return (int) (window.toMillis() / hop.toMillis());
  }

  private static void require(boolean holds, String key, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("millrace.quality." + key + "=" + value + ": " + rule);
    }
  }
}
