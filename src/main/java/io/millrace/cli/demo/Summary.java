package io.millrace.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The ledger in words. Percentiles of the live views are of the last second, those of the table of
 * the whole run.
 *
 * <p>Not for sharing: it is a view of the ledger.
 *
 * @param sent events that went in
 * @param seconds since the first was due
 */
public record Summary(Ledger ledger, long sent, double seconds) {
  /** The live view for a terminal, as many lines each time. */
  List<String> block() {
    return List.of(
        row("events in", "%,d   %.1f a second   %.0f s", sent, sent / seconds, seconds),
        row("answered", "%,d   %s", ledger.answered(), stages()),
        row("share escalated", "%.1f %%", escalatedPercent()),
        row("abstained", "%,d   %.1f %%", ledger.abstained(), percent(ledger.abstained())),
        row("latency, last second", "%s", recentLatency()),
        row("dead letters", "%,d", ledger.deadLetters()),
        row("not back yet", "%,d", sent - ledger.finished()));
  }

  /** The live view for a log: one line. */
  String line() {
    return format(
        "%4.0f s   in %,d   answered %,d (%s)   escalated %.1f %%   abstained %.1f %%   %s   dead letters %,d",
        seconds,
        sent,
        ledger.answered(),
        stages(),
        escalatedPercent(),
        percent(ledger.abstained()),
        recentLatency(),
        ledger.deadLetters());
  }

  /** What stands at the end. */
  public List<String> table() {
    List<String> rows = new ArrayList<>();
    rows.add(row("events in", "%,8d   %.1f a second for %.1f s", sent, sent / seconds, seconds));
    rows.add(row("answered", "%,8d", ledger.answered()));
    ledger
        .answeredByStage()
        .forEach(
            (stage, count) ->
                rows.add(row("  by " + stage, "%,8d   %5.1f %%", count, percent(count))));
    rows.add(row("escalated", "%,8d   %5.1f %%", ledger.escalated(), escalatedPercent()));
    rows.add(row("abstained", "%,8d   %5.1f %%", ledger.abstained(), percent(ledger.abstained())));
    rows.add(row("late", "%,8d", ledger.late()));
    rows.add(row("dead letters", "%,8d", ledger.deadLetters()));
    rows.add(row("lost", "%,8d", lost()));
    rows.add(row("answered twice", "%,8d", ledger.duplicates()));
    for (double percentile : new double[] {50, 95, 99, 100}) {
      String name = percentile == 100 ? "max" : "p%.0f".formatted(percentile);
      rows.add(row("latency " + name, "%8.1f ms", ledger.percentileMs(percentile)));
    }
    return rows;
  }

  /** The table's figures under the names of the load tests. */
  public Map<String, Object> figures() {
    Map<String, Object> figures = new TreeMap<>();
    figures.put("sent", sent);
    figures.put("answered", ledger.answered());
    figures.put("answeredByStage", ledger.answeredByStage());
    figures.put("escalationRate", escalatedPercent() / 100);
    figures.put("abstained", ledger.abstained());
    figures.put("deadLettered", ledger.deadLetters());
    figures.put("lost", lost());
    figures.put("duplicated", ledger.duplicates());
    figures.put("p50Ms", ledger.percentileMs(50));
    figures.put("p95Ms", ledger.percentileMs(95));
    figures.put("p99Ms", ledger.percentileMs(99));
    figures.put("eventsPerSecond", sent / seconds);
    return figures;
  }

  /** Events that went in and never came out. */
  public long lost() {
    return sent - ledger.finished();
  }

  private String recentLatency() {
    return format(
        "p50 %.1f ms   p95 %.1f ms   p99 %.1f ms",
        ledger.recentPercentileMs(50),
        ledger.recentPercentileMs(95),
        ledger.recentPercentileMs(99));
  }

  private String stages() {
    return ledger.answeredByStage().entrySet().stream()
        .map(stage -> format("%s %.1f %%", stage.getKey(), percent(stage.getValue())))
        .collect(Collectors.joining(", "));
  }

  private double escalatedPercent() {
    return percent(ledger.escalated());
  }

  private double percent(long count) {
    return ledger.answered() == 0 ? 0 : 100.0 * count / ledger.answered();
  }

  private static String row(String name, String format, Object... values) {
    return format("  %-22s", name) + format(format, values);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
