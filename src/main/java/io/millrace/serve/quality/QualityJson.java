package io.millrace.serve.quality;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.serve.event.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Reads what the topics hold, and writes what is kept.
 *
 * <p>Safe for use by many threads.
 */
final class QualityJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final Map<String, Outcome> OUTCOMES =
      Arrays.stream(Outcome.values())
          .collect(Collectors.toUnmodifiableMap(Outcome::word, Function.identity()));

  private QualityJson() {}

  /** What was read of a record: the event's id and what is learned. */
  record Read(String id, Sighting sighting) {}

  /** A prediction, bare or in a structured CloudEvent; empty if it is none. */
  static Optional<Read> prediction(byte[] value, Headers headers, Tenants tenants) {
    JsonNode json = object(value);
    JsonNode body = json.has("specversion") ? json.path("data") : json;
    Outcome outcome = OUTCOMES.get(body.path("outcome").asText());
    JsonNode confidence = body.path("confidence");
    if (!body.path("id").isTextual()
        || !body.path("bundle").isTextual()
        || outcome == null
        || !(confidence.doubleValue() >= 0 && confidence.doubleValue() <= 1)) {
      return Optional.empty();
    }
    return Optional.of(
        new Read(
            body.path("id").textValue(),
            new Sighting(
                Sighting.Kind.PREDICTED,
                body.path("bundle").textValue(),
                body.path("stage").asText("none"),
                tenants.of(headers),
                body.path("label").textValue(),
                confidence.doubleValue(),
                outcome,
                false)));
  }

  /** An audit; empty if it is none. */
  static Optional<Read> audit(byte[] value) {
    return said(object(value), "teacherLabel", Sighting.Kind.AUDITED);
  }

  /** Feedback; empty if it is none. */
  static Optional<Read> feedback(byte[] value) {
    return said(object(value), "label", Sighting.Kind.TOLD);
  }

  private static Optional<Read> said(JsonNode json, String label, Sighting.Kind kind) {
    return json.path("id").isTextual() && json.path(label).isTextual()
        ? Optional.of(
            new Read(json.get("id").textValue(), Sighting.said(kind, json.get(label).textValue())))
        : Optional.empty();
  }

  private static JsonNode object(byte[] value) {
    if (value == null) {
      return MAPPER.missingNode();
    }
    try {
      return MAPPER.readTree(value);
    } catch (IOException notJson) {
      return MAPPER.missingNode();
    }
  }

  /**
   * When what a record of the quality topic tells of had ended, since the epoch; 0 if it is none.
   */
  static long end(String value) {
    JsonNode json = object(value == null ? null : value.getBytes(UTF_8));
    return json.path("toMs").asLong(json.path("timeMs").asLong());
  }

  /** A window as it stands on the quality topic; empty if it is another kind of record. */
  static Optional<WindowFigures> window(String value) {
    try {
      return value.startsWith("{\"kind\":\"window\"")
          ? Optional.of(MAPPER.readValue(value, WindowFigures.class))
          : Optional.empty();
    } catch (JsonProcessingException another) {
      return Optional.empty();
    }
  }

  /** A JSON document. */
  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Bug: records can be written", e);
    }
  }

  /** A record as JSON. */
  static <T> Serde<T> serde(Class<T> type) {
    return Serdes.serdeFrom(
        (_, value) -> {
          try {
            return value == null ? null : MAPPER.writeValueAsBytes(value);
          } catch (JsonProcessingException e) {
            throw new IllegalStateException("Bug: records can be written", e);
          }
        },
        (_, bytes) -> {
          try {
            return bytes == null ? null : MAPPER.readValue(bytes, type);
          } catch (IOException e) {
            throw new UncheckedIOException("State of another version: " + type.getSimpleName(), e);
          }
        });
  }
}
