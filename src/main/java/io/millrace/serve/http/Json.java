package io.millrace.serve.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.UUID;

/**
 * Reads bodies by hand, so that what is wrong with one is said in our words, and no text is quoted.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  /**
   * The JSON object of a body.
   *
   * @throws HttpFailure if it is none
   */
  public static JsonNode object(byte[] body) {
    JsonNode node;
    try {
      node = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      // Jackson's own message may quote the text.
      throw HttpFailure.badRequest("the body is not JSON" + place(e));
    } catch (IOException e) {
      throw HttpFailure.badRequest("the body is not UTF-8");
    }
    if (!node.isObject()) {
      throw HttpFailure.badRequest("the body: expected a JSON object, found " + kind(node));
    }
    return node;
  }

  /**
   * A text that can be classified.
   *
   * @param key where it stands, for the message
   * @throws HttpFailure if it is none
   */
  public static String text(String key, JsonNode value) {
    if (!value.isTextual()) {
      throw HttpFailure.badRequest(key + ": expected a string, found " + kind(value));
    }
    if (value.textValue().isBlank()) {
      throw HttpFailure.badRequest(key + ": expected a text, found only blanks");
    }
    return value.textValue();
  }

  /** A string as JSON. */
  static String quoted(String value) {
    return MAPPER.getNodeFactory().textNode(value).toString();
  }

  /**
   * What the caller knows the request by: a string, or an integer, which many count with; one made
   * up if there is none.
   *
   * @throws HttpFailure if it is something else
   */
  public static String id(JsonNode value) {
    if (value.isMissingNode() || value.isNull() || value.isTextual() && value.asText().isEmpty()) {
      return UUID.randomUUID().toString();
    }
    if (!value.isTextual() && !value.isIntegralNumber()) {
      throw HttpFailure.badRequest("id: expected a string, found " + kind(value));
    }
    return value.asText();
  }

  /** What a value is, in a word. */
  public static String kind(JsonNode value) {
    return value.isMissingNode()
        ? "nothing"
        : value.getNodeType().toString().toLowerCase(Locale.ROOT);
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " at line %d, column %d"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }
}
