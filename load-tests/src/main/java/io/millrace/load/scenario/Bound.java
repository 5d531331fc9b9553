package io.millrace.load.scenario;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/**
 * What a figure must be: a number, or within limits.
 *
 * <p>Immutable.
 *
 * @param atLeast negative infinity for no limit
 * @param atMost infinity for no limit
 */
public record Bound(double atLeast, double atMost) {
  private static final Set<String> LIMITS = Set.of("atLeast", "atMost");

  /** Refuses what nothing can satisfy by its form. */
  public Bound {
    if (Double.isNaN(atLeast) || Double.isNaN(atMost) || atLeast > atMost) {
      throw new IllegalArgumentException(
          "expected atLeast no greater than atMost, found " + atLeast + " and " + atMost);
    }
  }

  /**
   * From a number or {@code {atLeast: x, atMost: y}}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Bound of(JsonNode node) {
    if (node.isNumber()) {
      return new Bound(node.doubleValue(), node.doubleValue());
    }
    boolean isKnown =
        node.isObject()
            && !node.isEmpty()
            && node.properties().stream()
                .allMatch(each -> LIMITS.contains(each.getKey()) && each.getValue().isNumber());
    if (!isKnown) {
      throw new IllegalArgumentException(
          "expected a number or {atLeast: number, atMost: number}, found " + node);
    }
    return new Bound(
        node.path("atLeast").asDouble(Double.NEGATIVE_INFINITY),
        node.path("atMost").asDouble(Double.POSITIVE_INFINITY));
  }

  /** Whether a figure is so; what was not measured is not. */
  public boolean isHeldBy(double found) {
    return found >= atLeast && found <= atMost;
  }

  @Override
  public String toString() {
    if (atLeast == atMost) {
      return Figure.format(atMost);
    }
    String low = Double.isInfinite(atLeast) ? "" : ">= " + Figure.format(atLeast);
    String high = Double.isInfinite(atMost) ? "" : "<= " + Figure.format(atMost);
    return Optional.of(low + " " + high).map(String::strip).orElseThrow();
  }
}
