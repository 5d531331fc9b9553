package io.millrace.serve.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Locale;

/** Reads bodies by hand, so that what is wrong with one is said in our words. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  /**
   * The JSON object of a body.
   *
   * @throws HttpFailure if it is none
   */
  static JsonNode object(byte[] body) {
    JsonNode node;
    try {
      node = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      // Jackson's own message may quote the text.
      throw new HttpFailure(400, "the body is not JSON" + place(e));
    } catch (IOException e) {
      throw new HttpFailure(400, "the body is not UTF-8");
    }
    if (!node.isObject()) {
      throw new HttpFailure(400, "the body: expected a JSON object, found " + kind(node));
    }
    return node;
  }

  /**
   * A text that can be classified.
   *
   * @param key where it stands, for the message
   * @throws HttpFailure if it is none
   */
  static String text(String key, JsonNode value) {
    if (!value.isTextual()) {
      throw new HttpFailure(400, key + ": expected a string, found " + kind(value));
    }
    if (value.textValue().isBlank()) {
      throw new HttpFailure(400, key + ": expected a text, found only blanks");
    }
    return value.textValue();
  }

  /** A string as JSON. */
  static String quoted(String value) {
    return MAPPER.getNodeFactory().textNode(value).toString();
  }

  /** What a value is, in a word. */
  static String kind(JsonNode value) {
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
