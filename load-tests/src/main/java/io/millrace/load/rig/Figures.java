package io.millrace.load.rig;

import io.millrace.load.ledger.Standing;
import io.millrace.load.scenario.Figure;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of a run in the end.
 *
 * <p>Confined to the thread of the run.
 */
public final class Figures {
  private final Map<Figure, Double> values = new EnumMap<>(Figure.class);

  /** Enters one. */
  public Figures put(Figure figure, double value) {
    values.put(figure, value);
    return this;
  }

  /** One of them; not a number if it was not measured. */
  public double get(Figure figure) {
    return values.getOrDefault(figure, Double.NaN);
  }

  /** Those that were measured, by their keys. */
  public Map<String, Double> known() {
    Map<String, Double> known = new LinkedHashMap<>();
    values.forEach(
        (figure, value) -> {
          if (!value.isNaN()) {
            known.put(figure.key(), value);
          }
        });
    return Collections.unmodifiableMap(known);
  }

  /** Enters what the ledger knows. */
  Figures put(Standing end) {
    put(Figure.DUE, end.due());
    put(Figure.SENT, end.sent());
    put(Figure.NOT_SENT, end.due() - end.sent());
    put(Figure.ANSWERED, end.answered());
    put(Figure.DEAD_LETTERED, end.deadLettered());
    put(Figure.DEAD_LETTERS_BEYOND_POISON, Math.abs(end.deadLettered() - end.condemned()));
    put(Figure.LOST, end.lost());
    put(Figure.REFUSED, end.refused());
    put(Figure.DUPLICATED, end.duplicated());
    put(Figure.INVERSIONS, end.inversions());
    put(Figure.WRONG, end.wrong());
    put(Figure.P50, end.latency().p50Ms());
    put(Figure.P90, end.latency().p90Ms());
    put(Figure.P99, end.latency().p99Ms());
    put(Figure.P999, end.latency().p999Ms());
    put(Figure.MAX, end.latency().maxMs());
    put(Figure.SERVICE_P50, end.service().p50Ms());
    put(Figure.SERVICE_P99, end.service().p99Ms());
    put(Figure.SERVICE_P999, end.service().p999Ms());
    return put(Figure.EVENTS_PER_SECOND, end.eventsPerSecond());
  }
}
