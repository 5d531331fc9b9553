package io.millrace.compress.arch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An architecture as words: {@code kind:key=value,key=value}.
 *
 * <p>Not for sharing: it remembers which keys were asked for, so that the others can be refused.
 */
final class Spec {
  private static final int DEEPEST = 64;
  private static final int WIDEST = 1 << 16;

  private final String text;
  private final String kind;
  private final Map<String, String> values;
  private final Set<String> known = new TreeSet<>();
  private final double scale;

  private Spec(String text, String kind, Map<String, String> values, double scale) {
    this.text = text;
    this.kind = kind;
    this.values = values;
    this.scale = scale;
  }

  /**
   * @throws IllegalArgumentException if a part after the colon is no {@code key=value}, or a key
   *     comes twice
   */
  static Spec parse(String text) {
    int colon = text.indexOf(':');
    String kind = (colon < 0 ? text : text.substring(0, colon)).strip();
    Spec spec = new Spec(text, kind, new LinkedHashMap<>(), 0);
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

  /** The same words, depths and widths in them scaled ({@link Scaling}). */
  Spec scaled(double by) {
    Spec scaled = new Spec(text, kind, values, by);
    scaled.known.addAll(known);
    return scaled;
  }

  /** A depth: at least 1, and scaled. */
  int deep(String key, int fallback) {
    int given = number(key, fallback, 1);
    require(given <= DEEPEST, key, "at most " + DEEPEST, given);
    return scale == 0 ? given : (int) Math.max(1, Math.round(given * Scaling.depth(scale)));
  }

  /** A width: at least 1, and scaled to a multiple of a number. */
  int wide(String key, int fallback, int multiple) {
    int given = number(key, fallback, 1);
    require(given <= WIDEST, key, "at most " + WIDEST, given);
    long times = Math.round(given * Scaling.width(scale) / multiple);
    return scale == 0 ? given : Math.toIntExact(Math.max(1, times) * multiple);
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
      require(number >= least, key, "at least " + least, value);
      return number;
    } catch (NumberFormatException e) {
      throw refusal("key %s: expected a whole number, found '%s'".formatted(key, value));
    }
  }

  /** A number that may be below zero, of at most {@code most}. */
  double real(String key, double fallback, double most) {
    known.add(key);
    String value = values.get(key);
    if (value == null) {
      return fallback;
    }
    String number = "%s to %s".formatted(-most, most);
    require(value.matches("-?\\d{1,3}(\\.\\d{1,6})?"), key, number, "'" + value + "'");
    double real = Double.parseDouble(value);
    require(Math.abs(real) <= most, key, number, value);
    return real;
  }

  /** A large number, such as {@code 2M}; K, M and G stand for thousands, millions and so on. */
  long count(String key, long fallback) {
    known.add(key);
    String value = values.get(key);
    if (value == null) {
      return fallback;
    }
    require(
        value.matches("\\d{1,15}|\\d{1,6}(\\.\\d{1,3})?[KMG]"),
        key,
        "a number such as 2M",
        "'" + value + "'");
    int power = "KMG".indexOf(value.charAt(value.length() - 1)) + 1;
    String digits = power == 0 ? value : value.substring(0, value.length() - 1);
    return Math.round(Double.parseDouble(digits) * Math.pow(1000, power));
  }

  /** One of an enum's words, in lower case. */
  <E extends Enum<E>> E word(String key, E fallback) {
    known.add(key);
    String value = values.getOrDefault(key, word(fallback));
    List<E> all = Arrays.asList(fallback.getDeclaringClass().getEnumConstants());
    return all.stream()
        .filter(constant -> word(constant).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                refusal(
                    "key %s: expected one of %s, found '%s'"
                        .formatted(key, all.stream().map(Spec::word).toList(), value)));
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A range such as {@code 1-4}, or one number; both ends at least 1. */
  List<Integer> range(String key, String fallback) {
    known.add(key);
    String value = values.getOrDefault(key, fallback);
    require(
        value.matches("[1-9]\\d{0,3}(-[1-9]\\d{0,3})?"),
        key,
        "a range such as " + fallback,
        "'" + value + "'");
    String[] ends = value.split("-");
    List<Integer> range = new ArrayList<>();
    for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
      range.add(i);
    }
    require(!range.isEmpty(), key, "the smaller number first", "'" + value + "'");
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
        throw refusal("unknown key %s; known: %s".formatted(key, known));
      }
    }
  }

  /**
   * @throws IllegalArgumentException unless it holds
   */
  void require(boolean holds, String key, String expected, Object found) {
    if (!holds) {
      throw refusal("key %s: expected %s, found %s".formatted(key, expected, found));
    }
  }

  /**
   * @throws IllegalArgumentException unless a number is a multiple of another
   */
  void requireMultiple(String key, int number, int of) {
    require(number % of == 0, key, "a multiple of " + of, number);
  }

  IllegalArgumentException refusal(String reason) {
    return new IllegalArgumentException("Architecture '%s': %s".formatted(text, reason));
  }
}
