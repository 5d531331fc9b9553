package io.millrace.load.scenario;

import io.millrace.load.rig.Scenario;
import io.millrace.load.swap.Swap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All scenarios by name.
 *
 * <p>Immutable.
 */
public final class Scenarios {
  private static final Map<String, Supplier<Scenario>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("steady", Steady::plain);
    ALL.put("skew", Steady::skewed);
    ALL.put("burst", Steady::bursts);
    ALL.put("saturation", Saturation::new);
    ALL.put("slow-reader", Steady::slowReader);
    ALL.put("soak", Soak::new);
    ALL.put("poison", Poison::new);
    ALL.put("kill", Kill::new);
    ALL.put("freeze", Freeze::new);
    ALL.put("rebalance", Rebalance::new);
    ALL.put("broker-restart", BrokerDown::cleanly);
    ALL.put("broker-kill", BrokerDown::killed);
    ALL.put("stall", Stall::new);
    ALL.put("engine-failure", EngineFailure::new);
    ALL.put("swap", Swap::new);
  }

  private Scenarios() {}

  /** A fresh one. */
  public static Optional<Scenario> named(String name) {
    return Optional.ofNullable(ALL.get(name)).map(Supplier::get);
  }

  /** Name and description, in order. */
  public static Map<String, String> descriptions() {
    Map<String, String> descriptions = new LinkedHashMap<>();
    ALL.forEach((name, scenario) -> descriptions.put(name, scenario.get().description()));
    return descriptions;
  }
}
