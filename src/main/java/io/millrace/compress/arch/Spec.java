package io.millrace.compress.arch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An architecture as words: {@code kind:key=value,key=value}.
 *
 * <p>Not for sharing: it remembers which keys were asked for, so that the others can be refused.
 */
final class Spec {
  private final String text;
  private final String kind;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> known = new HashSet<>();

  private Spec(String text, String kind) {
    this.text = text;
    this.kind = kind;
  }

  /**
   * @throws IllegalArgumentException if a part after the colon is no {@code key=value}, or a key
   *     comes twice
   */
  static Spec parse(String text) {
    int colon = text.indexOf(':');
    Spec spec = new Spec(text, (colon < 0 ? text : text.substring(0, colon)).strip());
    String rest = colon < 0 ? "" : text.substring(colon + 1);
    for (String part : rest.isBlank() ? new String[0] : rest.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw spec.refusal("expected key=value, found '" + part.strip() + "'");
      }
      String key = part.substring(0, equals).strip();
      if (spec.values.put(key, part.substring(equals + 1).strip()) != null) {
        throw spec.refusal("key " + key + " given twice");
      }
    }
    return spec;
  }

  String kind() {
    return kind;
  }

  /** A whole number of at least {@code least}. */
  int number(String key, int fallback, int least) {
    known.add(key);
    String value = values.get(key);
    if (value == null) {
      return fallback;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw refusal("key %s: expected a whole number, found '%s'".formatted(key, value));
    }
    throw refusal("key %s: expected at least %d, found %s".formatted(key, least, value));
  }

  /** A range such as {@code 1-4}, or one number; both ends at least 1. */
  List<Integer> range(String key, String fallback) {
    known.add(key);
    String value = values.getOrDefault(key, fallback);
    if (!value.matches("[1-9]\\d{0,3}(-[1-9]\\d{0,3})?")) {
      throw refusal(
          "key %s: expected a range such as %s, found '%s'".formatted(key, fallback, value));
    }
    String[] ends = value.split("-");
    List<Integer> range = new ArrayList<>();
    for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
      range.add(i);
    }
    if (range.isEmpty()) {
      throw refusal("key %s: expected the smaller number first, found '%s'".formatted(key, value));
    }
    return range;
  }

  /**
   * Ends the reading.
   *
   * @throws IllegalArgumentException if a key was given that nobody asked for, naming it
   */
  void refuseUnknownKeys() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw refusal("unknown key %s; known: %s".formatted(key, known.stream().sorted().toList()));
      }
    }
  }

  IllegalArgumentException refusal(String reason) {
    return new IllegalArgumentException("Architecture '%s': %s".formatted(text, reason));
  }
}
