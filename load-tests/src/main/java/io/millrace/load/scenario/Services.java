package io.millrace.load.scenario;

import java.util.List;
import java.util.Map;

/**
 * The services that a run starts.
 *
 * <p>Immutable.
 *
 * @param count processes that share the topic
 * @param environment their options
 * @param jvm options of their JVMs
 */
public record Services(int count, Map<String, String> environment, List<String> jvm) {
  /** Refuses none. */
  public Services {
    Check.that("count", count, count >= 1, "1 or more");
    environment = Map.copyOf(environment);
    jvm = List.copyOf(jvm);
  }
}
