package io.millrace.load.scenario;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One question to the service: the traffic, what goes wrong meanwhile, and what must hold.
 *
 * <p>Immutable.
 *
 * @param question that it answers, for people
 * @param objectives by figure
 */
public record Scenario(
    String question,
    Traffic traffic,
    Services service,
    FaultPlan fault,
    SearchPlan search,
    Map<String, Bound> objectives) {
  /** Refuses objectives that no run can know, and parts that do not go together. */
  public Scenario {
    for (String key : objectives.keySet()) {
      Check.that(
          "objectives." + key, key, Figure.named(key).isPresent(), "one of " + Figure.keys());
    }
    Check.that(
        "search.p99Ms", search.p99Ms(), !(search.isAny() && fault.isAny()), "0 beside a fault");
    objectives = Collections.unmodifiableMap(new LinkedHashMap<>(objectives));
  }

  /** Whether it works on a service that somebody else runs. */
  public boolean isHarmless() {
    return !fault.isAny() && traffic.spoiling() == 0;
  }

  /** Whether the engines of its services must be spoilable. */
  public boolean isSpoiling() {
    return fault.isOfEngine() || traffic.spoiling() > 0;
  }
}
