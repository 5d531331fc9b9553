package io.millrace.serve.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.serve.quality.evidence.Share;
import java.util.Map;

/**
 * Figures of one window, as they stand on the quality topic.
 *
 * <p>Immutable.
 *
 * @param kind {@code window}
 * @param stage or {@code all}
 * @param fromMs start of the window, since the epoch
 * @param toMs its end, excluded
 * @param events answered by the stage
 * @param coverage accepted by the stage, of all events of the bundle
 * @param abstention of the stage's events
 * @param agreement of the last stage, of those it was asked about
 * @param accuracy of those whose label was told
 * @param confidence mean, 0..1; absent without events
 * @param labels events by label, the most frequent; the rest as {@code other}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WindowFigures(
    String kind,
    String bundle,
    String stage,
    String tenant,
    long fromMs,
    long toMs,
    long events,
    Interval coverage,
    Interval abstention,
    Interval agreement,
    Interval accuracy,
    Double confidence,
    Map<String, Long> labels) {

  /** A share with the ends of its 95 % interval; the rate is absent where nothing was counted. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Interval(long hits, long trials, Double rate, double lower, double upper) {
    Share share() {
      return new Share(hits, trials);
    }

    static Interval of(long hits, long trials) {
      Share share = new Share(hits, trials);
      return new Interval(
          hits,
          trials,
          trials == 0 ? null : share.rate(),
          share.lower(Share.Z95),
          share.upper(Share.Z95));
    }
  }

  /** Of what was counted. */
  static WindowFigures of(Place place, Tally tally, long all, Map<String, Long> labels) {
    return new WindowFigures(
        "window",
        place.bundle(),
        place.stage(),
        place.tenant(),
        place.fromMs(),
        place.toMs(),
        tally.events(),
        Interval.of(tally.accepted(), all),
        Interval.of(tally.abstained(), tally.events()),
        Interval.of(tally.agreed(), tally.audited()),
        Interval.of(tally.right(), tally.told()),
        tally.events() == 0 ? null : tally.confidence() / tally.events(),
        labels);
  }

  /** What listeners hear of it. */
  QualityListener.Shares shares() {
    return new QualityListener.Shares(agreement.share(), accuracy.share(), coverage.share());
  }

  /** What is counted together. */
  record Place(String bundle, String stage, String tenant, long fromMs, long toMs) {}

  /** The record's key: the newest window of a place replaces the one before. */
  String key() {
    return String.join("|", kind, bundle, stage, tenant);
  }
}
