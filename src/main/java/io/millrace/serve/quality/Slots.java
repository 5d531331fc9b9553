package io.millrace.serve.quality;

import io.millrace.serve.quality.evidence.LabelStability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What was counted of a bundle, in slots as long as a hop, and the windows made of them.
 *
 * <p>A count is kept by {@code bundle|slot|tenant|stage} and, for labels, one of each {@code
 * bundle|slot|tenant|stage|label}: an event changes few short records, and all of a slot lie side
 * by side.
 *
 * <p>Confined to the topology's thread.
 */
final class Slots {
  /** Stores' names. */
  static final String TALLIES = "tallies";

  static final String LABELS = "labels";

  private static final String ALL = "all";
  private static final String OTHER = "other";
  private static final int MOST_LABELS = 20;

  /** Keys are parted by what no name holds, and end before what is greater than all. */
  private static final char PART = '\u0001';

  private static final char END = '\u0002';

  private final KeyValueStore<String, Tally> tallies;
  private final KeyValueStore<String, Long> labels;
  private final QualityPolicy policy;

  Slots(
      KeyValueStore<String, Tally> tallies,
      KeyValueStore<String, Long> labels,
      QualityPolicy policy) {
    this.tallies = tallies;
    this.labels = labels;
    this.policy = policy;
  }

  long slot(long timeMs) {
    return Math.floorDiv(timeMs, policy.hop().toMillis());
  }

  /** Counts for everybody, and for its tenant. */
  void count(long slot, Sighting seen) {
    count(slot, Tenants.ALL, seen);
    if (!seen.tenant().equals(Tenants.ALL)) {
      count(slot, seen.tenant(), seen);
    }
  }

  private void count(long slot, String tenant, Sighting seen) {
    String key = slotKey(seen.bundle(), slot) + PART + tenant + PART + seen.stage();
    Tally before = tallies.get(key);
    tallies.put(key, (before == null ? Tally.NOTHING : before).plus(Tally.of(seen)));
    if (seen.kind() == Sighting.Kind.PREDICTED && seen.label() != null) {
      String labelKey = key + PART + seen.label();
      Long count = labels.get(labelKey);
      labels.put(labelKey, count == null ? 1 : count + 1);
    }
  }

  /** Figures of the window that ends with a slot, each stage and all together, by tenant. */
  List<WindowFigures> window(String bundle, long last) {
    Map<String, Map<String, Tally>> byTenant = new TreeMap<>();
    String from = slotKey(bundle, last - policy.slots() + 1);
    String to = slotKey(bundle, last) + END;
    try (KeyValueIterator<String, Tally> range = tallies.range(from, to)) {
      while (range.hasNext()) {
        KeyValue<String, Tally> entry = range.next();
        String[] parts = parts(entry.key);
        Map<String, Tally> stages = byTenant.computeIfAbsent(parts[2], _ -> new TreeMap<>());
        stages.merge(parts[3], entry.value, Tally::plus);
        stages.merge(ALL, entry.value, Tally::plus);
      }
    }
    Map<String, Map<String, Long>> mix = mix(from, to);
    List<WindowFigures> figures = new ArrayList<>();
    long hopMs = policy.hop().toMillis();
    byTenant.forEach(
        (tenant, stages) ->
            stages.forEach(
                (stage, tally) ->
                    figures.add(
                        WindowFigures.of(
                            new WindowFigures.Place(
                                bundle,
                                stage,
                                tenant,
                                (last - policy.slots() + 1) * hopMs,
                                (last + 1) * hopMs),
                            tally,
                            stages.get(ALL).events(),
                            most(mix.getOrDefault(tenant + PART + stage, Map.of()))))));
    return figures;
  }

  private Map<String, Map<String, Long>> mix(String from, String to) {
    Map<String, Map<String, Long>> mix = new HashMap<>();
    try (KeyValueIterator<String, Long> range = labels.range(from, to)) {
      while (range.hasNext()) {
        KeyValue<String, Long> entry = range.next();
        String[] parts = parts(entry.key);
        for (String stage : List.of(parts[3], ALL)) {
          mix.computeIfAbsent(parts[2] + PART + stage, _ -> new HashMap<>())
              .merge(parts[4], entry.value, Long::sum);
        }
      }
    }
    return mix;
  }

  /** The most frequent labels, so that a record stays short whatever the label set. */
  private static Map<String, Long> most(Map<String, Long> counts) {
    Map<String, Long> most = new LinkedHashMap<>();
    for (Map.Entry<String, Long> label : LabelStability.falling(counts)) {
      most.merge(most.size() < MOST_LABELS ? label.getKey() : OTHER, label.getValue(), Long::sum);
    }
    return most;
  }

  /** Forgets all slots of a bundle before one. */
  void forget(String bundle, long before) {
    String from = bundle + PART;
    String to = slotKey(bundle, before - 1) + END;
    forget(tallies, from, to);
    forget(labels, from, to);
  }

  private static <V> void forget(KeyValueStore<String, V> store, String from, String to) {
    try (KeyValueIterator<String, V> range = store.range(from, to)) {
      range.forEachRemaining(entry -> store.delete(entry.key));
    }
  }

  /** Sorts as its slot does. */
  private static String slotKey(String bundle, long slot) {
    return "%s%c%016x".formatted(bundle, PART, slot);
  }

  private static String[] parts(String key) {
    return key.split(String.valueOf(PART), 5);
  }
}
