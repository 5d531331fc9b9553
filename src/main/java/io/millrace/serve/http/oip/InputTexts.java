package io.millrace.serve.http.oip;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serve.http.HttpFailure;
import io.millrace.serve.http.Json;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The input of an inference: one BYTES tensor {@code text}, {@code [n]} or {@code [n, 1]}, whose
 * data stand in the JSON, nested as the shape or flat, or behind it as bytes.
 */
final class InputTexts {
  /** The only input there is. */
  static final String NAME = "text";

  private static final String KEY = "inputs[0]";

  /** How MLServer's clients say that strings are meant as they stand. */
  private static final String PLAIN = "str";

  private InputTexts() {}

  /**
   * The texts.
   *
   * @param bytes what stands behind the JSON
   * @throws HttpFailure that says what is wrong, and where
   */
  static List<String> parse(JsonNode inputs, ByteBuffer bytes) {
    JsonNode input = inputs.path(0);
    if (!inputs.isArray() || inputs.size() != 1 || !input.path("name").asText().equals(NAME)) {
      throw HttpFailure.badRequest("inputs: expected one, named " + NAME);
    }
    if (!input.path("datatype").asText().equals(Tensor.BYTES)) {
      throw HttpFailure.badRequest(KEY + ".datatype: expected " + Tensor.BYTES);
    }
    requirePlain(input);
    long size = size(input.path("shape"));
    List<String> texts = data(input, bytes);
    if (texts.size() != size) {
      throw HttpFailure.badRequest(
          "%s.data: expected %d texts by its shape, found %d".formatted(KEY, size, texts.size()));
    }
    return texts;
  }

  private static void requirePlain(JsonNode input) {
    InferRequest.requireParameters(KEY + ".parameters", input);
    String type = input.path("parameters").path("content_type").asText(PLAIN);
    if (!type.equals(PLAIN)) {
      throw HttpFailure.badRequest(KEY + ".parameters.content_type: expected " + PLAIN);
    }
  }

  private static long size(JsonNode shape) {
    boolean isVector = shape.isArray() && shape.size() == 1;
    boolean isColumn = shape.isArray() && shape.size() == 2 && shape.path(1).asLong() == 1;
    if (!(isVector || isColumn)
        || !shape.path(0).isIntegralNumber()
        || shape.path(0).asLong() < 1) {
      throw HttpFailure.badRequest(KEY + ".shape: expected [n] or [n, 1], n at least 1");
    }
    return shape.path(0).asLong();
  }

  private static List<String> data(JsonNode input, ByteBuffer bytes) {
    JsonNode size = input.path("parameters").path(BinaryTensor.SIZE);
    JsonNode data = input.path("data");
    if (size.isMissingNode()) {
      if (!data.isArray()) {
        throw HttpFailure.badRequest(KEY + ".data: expected texts, found " + Json.kind(data));
      }
      return listed(data);
    }
    if (!data.isMissingNode()) {
      throw HttpFailure.badRequest(KEY + ": expected data or " + BinaryTensor.SIZE + ", not both");
    }
    if (!size.isIntegralNumber() || size.asLong() != bytes.remaining()) {
      throw HttpFailure.badRequest(
          "%s.parameters.%s: there are %d bytes behind the JSON"
              .formatted(KEY, BinaryTensor.SIZE, bytes.remaining()));
    }
    return notBlank(BinaryTensor.strings(KEY, bytes));
  }

  private static List<String> listed(JsonNode data) {
    List<String> texts = new ArrayList<>(data.size());
    for (int i = 0; i < data.size(); i++) {
      String key = KEY + ".data[" + i + "]";
      JsonNode element = data.path(i);
      boolean isRow = element.isArray() && element.size() == 1;
      texts.add(isRow ? Json.text(key + "[0]", element.path(0)) : Json.text(key, element));
    }
    return texts;
  }

  private static List<String> notBlank(List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).isBlank()) {
        throw HttpFailure.badRequest(KEY + ".data[" + i + "]: expected a text, found only blanks");
      }
    }
    return texts;
  }
}
