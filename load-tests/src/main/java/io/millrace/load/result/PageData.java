package io.millrace.load.result;

import io.millrace.load.ledger.Standing;
import io.millrace.load.rig.Objectives.Objective;
import io.millrace.load.rig.Outcome;
import io.millrace.load.rig.Saturation;
import io.millrace.load.rig.Timeline;
import io.millrace.load.scenario.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What the page plots; nulls for what was not measured.
 *
 * @param heading of the run
 * @param machine that it ran on
 * @param percentiles of the latencies that count: share and milliseconds
 */
record PageData(
    Map<String, String> heading,
    Map<String, String> machine,
    boolean isHeld,
    List<Card> cards,
    List<Objective> objectives,
    List<Second> seconds,
    List<Timeline.Mark> marks,
    List<Double[]> percentiles,
    List<Saturation.Step> steps,
    Double saturation) {
  private static final int TICKS_PER_HALF = 5;

  /** A figure in large type. */
  record Card(String key, String what, String value) {}

  /** One second. */
  record Second(
      double at,
      double due,
      double answered,
      int waiting,
      Double p50,
      Double p99,
      Double p999,
      Double memory,
      Double cpu) {
    static Second of(Timeline.Point before, Timeline.Point now) {
      double seconds = now.atSeconds() - (before == null ? 0 : before.atSeconds());
      Standing then = before == null ? null : before.standing();
      Standing standing = now.standing();
      return new Second(
          now.atSeconds(),
          (standing.due() - (then == null ? 0 : then.due())) / seconds,
          (done(standing) - (then == null ? 0 : done(then))) / seconds,
          standing.lost(),
          known(now.latency().p50Ms()),
          known(now.latency().p99Ms()),
          known(now.latency().p999Ms()),
          known(now.memoryMiB()),
          known(now.cpuCores()));
    }

    private static int done(Standing standing) {
      return standing.answered() + standing.deadLettered();
    }
  }

  static PageData of(Outcome outcome, Map<String, String> heading, Map<String, String> machine) {
    return new PageData(
        heading,
        machine,
        outcome.objectives().areHeld(),
        cards(outcome),
        outcome.objectives().all(),
        seconds(outcome.timeline().points()),
        outcome.timeline().marks(),
        percentiles(outcome.micros()),
        outcome.steps(),
        known(outcome.figures().get(Figure.SATURATION)));
  }

  private static Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static List<Card> cards(Outcome outcome) {
    List<Card> cards = new ArrayList<>();
    for (Figure figure : Figure.values()) {
      double value = outcome.figures().get(figure);
      if (!Double.isNaN(value)) {
        cards.add(new Card(figure.key(), figure.text(), Figure.format(value)));
      }
    }
    return cards;
  }

  private static List<Second> seconds(List<Timeline.Point> points) {
    List<Second> seconds = new ArrayList<>();
    Timeline.Point before = null;
    for (Timeline.Point now : points) {
      // The last one may be cut short; a rate over less than half a second says nothing.
      if (now.atSeconds() - (before == null ? 0 : before.atSeconds()) >= 0.5) {
        seconds.add(Second.of(before, now));
        before = now;
      }
    }
    return seconds;
  }

  private static List<Double[]> percentiles(Histogram micros) {
    List<Double[]> percentiles = new ArrayList<>();
    micros
        .percentiles(TICKS_PER_HALF)
        .forEach(
            each ->
                percentiles.add(
                    new Double[] {
                      each.getPercentileLevelIteratedTo() / 100, each.getValueIteratedTo() / 1e3
                    }));
    return percentiles;
  }
}
