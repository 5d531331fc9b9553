package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Records of the policy topic: key {@code policy|bundle|stage|kind}, value JSON; kind {@code
 * agreement} holds a raise, {@code manual} a threshold, or nothing where it is taken back.
 *
 * <p>Safe for use by many threads.
 */
public final class PolicyJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String MANUAL = "manual";
  private static final String AGREEMENT = "agreement";
  private static final int KEY_PARTS = 4;

  private PolicyJson() {}

  /**
   * What a record says.
   *
   * @param isManual whether by hand
   * @param value the threshold or raise; empty: taken back
   */
  public record Policy(String bundle, String stage, boolean isManual, OptionalDouble value) {}

  /** What a record says; empty if it is none. */
  public static Optional<Policy> decode(byte[] key, byte[] value) {
    String[] parts = key == null ? new String[0] : new String(key, UTF_8).split("\\|", -1);
    if (parts.length != KEY_PARTS || !parts[0].equals("policy")) {
      return Optional.empty();
    }
    boolean isManual = parts[3].equals(MANUAL);
    if (!isManual && !parts[3].equals(AGREEMENT)) {
      return Optional.empty();
    }
    if (value == null) {
      // A raise that is gone is no raise.
      OptionalDouble back = isManual ? OptionalDouble.empty() : OptionalDouble.of(0);
      return Optional.of(new Policy(parts[1], parts[2], isManual, back));
    }
    JsonNode number = number(value, isManual ? "threshold" : "raise");
    return number.isNumber()
        ? Optional.of(
            new Policy(parts[1], parts[2], isManual, OptionalDouble.of(number.doubleValue())))
        : Optional.empty();
  }

  private static JsonNode number(byte[] value, String name) {
    try {
      return MAPPER.readTree(value).path(name);
    } catch (IOException notJson) {
      return MAPPER.missingNode();
    }
  }

  /** The key of a threshold by hand. */
  public static byte[] manualKey(String bundle, String stage) {
    return String.join("|", "policy", bundle, stage, MANUAL).getBytes(UTF_8);
  }

  /** A threshold by hand. */
  public static byte[] manual(String bundle, String stage, double threshold, long timeMs) {
    return MAPPER
        .createObjectNode()
        .put("kind", MANUAL)
        .put("bundle", bundle)
        .put("stage", stage)
        .put("threshold", threshold)
        .put("timeMs", timeMs)
        .toString()
        .getBytes(UTF_8);
  }

  /** The key of a step of load, on the quality topic. */
  public static byte[] loadKey(String bundle, String instance) {
    return String.join("|", "load", bundle, instance).getBytes(UTF_8);
  }

  /** A step of load. */
  public static byte[] load(String bundle, String instance, int level, int steps, long timeMs) {
    return MAPPER
        .createObjectNode()
        .put("kind", "load")
        .put("bundle", bundle)
        .put("instance", instance)
        .put("level", level)
        .put("steps", steps)
        .put("timeMs", timeMs)
        .toString()
        .getBytes(UTF_8);
  }
}
