package io.millrace.compress.recipe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a recipe's file says.
 *
 * <p>Immutable.
 *
 * @param settings values that steps refer to as <code>${name}</code>; flags override them
 * @param steps by name, in order: a command and its options as on the command line
 */
public record Recipe(Map<String, String> settings, Map<String, String> steps) {
  public Recipe {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
  }

  /** This recipe with other values for some settings. */
  Recipe with(Map<String, String> overrides) {
    Map<String, String> merged = new LinkedHashMap<>(settings);
    merged.putAll(overrides);
    return new Recipe(merged, steps);
  }
}
