package io.millrace.serve.quality;

import io.millrace.serve.event.Outcome;
import io.millrace.serve.quality.evidence.Baseline;
import io.millrace.serve.quality.evidence.DriftPolicy;
import io.millrace.serve.quality.evidence.DriftTest;
import io.millrace.serve.quality.evidence.DriftWatch;
import io.millrace.serve.quality.evidence.Observation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Looks for drift in the predictions of each bundle, and of each tenant of it.
 *
 * <p>Confined to the topology's thread.
 */
final class Drift {
  /** Stores' names. */
  static final String BASELINES = "baselines";

  static final String WATCHES = "watches";

  /** Sums until there is a baseline, and then that. */
  record Reference(Baseline.Sums sums, Baseline baseline) {}

  /**
   * A change of an alarm, as it stands on the quality topic.
   *
   * @param kind {@code drift}
   * @param raised whether it was raised, or cleared
   * @param falseAlarmEvents one false alarm in that many events, or fewer
   */
  record Alarm(
      String kind,
      String bundle,
      String tenant,
      String test,
      boolean raised,
      long timeMs,
      long falseAlarmEvents) {
    String key() {
      return String.join("|", kind, bundle, tenant, test);
    }
  }

  private final KeyValueStore<String, Reference> references;
  private final KeyValueStore<String, DriftWatch.State> watches;
  private final DriftWatch watch;
  private final QualityListener listener;

  /** Those that are complete: they never change, and are long to read. */
  private final Map<String, Baseline> baselines = new HashMap<>();

  Drift(
      KeyValueStore<String, Reference> references,
      KeyValueStore<String, DriftWatch.State> watches,
      DriftPolicy policy,
      QualityListener listener) {
    this.references = references;
    this.watches = watches;
    this.watch = new DriftWatch(policy);
    this.listener = listener;
  }

  /** What changes by a sighting. */
  List<Alarm> see(Sighting seen, long timeMs) {
    if (seen.kind() != Sighting.Kind.PREDICTED || seen.outcome() == Outcome.LATE) {
      return List.of();
    }
    List<Alarm> alarms = new ArrayList<>();
    see(Tenants.ALL, seen, timeMs, alarms);
    if (!seen.tenant().equals(Tenants.ALL)) {
      see(seen.tenant(), seen, timeMs, alarms);
    }
    return alarms;
  }

  private void see(String tenant, Sighting seen, long timeMs, List<Alarm> alarms) {
    String key = seen.bundle() + "|" + tenant;
    Observation event = new Observation(seen.label(), seen.confidence());
    Baseline baseline = baselines.computeIfAbsent(key, this::complete);
    if (baseline == null) {
      learn(key, event);
      return;
    }
    DriftWatch.State before = watches.get(key);
    DriftWatch.Step step =
        watch.next(baseline, before == null ? DriftWatch.State.after(baseline) : before, event);
    watches.put(key, step.state());
    for (DriftWatch.Change change : step.changes()) {
      alarms.add(
          new Alarm(
              "drift",
              seen.bundle(),
              tenant,
              change.test().word(),
              change.isRaised(),
              timeMs,
              watch.policy().falseAlarmEvents()));
    }
    if (tenant.equals(Tenants.ALL)) {
      for (DriftTest test : DriftTest.values()) {
        listener.drift(seen.bundle(), test, watch.strength(baseline, step.state(), test));
      }
    }
  }

  private Baseline complete(String key) {
    Reference reference = references.get(key);
    return reference == null ? null : reference.baseline();
  }

  private void learn(String key, Observation event) {
    Reference before = references.get(key);
    Baseline.Sums sums = watch.learn(before == null ? new Baseline.Sums() : before.sums(), event);
    Optional<Baseline> baseline = watch.baseline(sums);
    references.put(key, new Reference(baseline.isPresent() ? null : sums, baseline.orElse(null)));
  }
}
