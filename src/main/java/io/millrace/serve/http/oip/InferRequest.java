package io.millrace.serve.http.oip;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serve.http.HttpFailure;
import io.millrace.serve.http.Json;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an inference asks: texts, and which tensors of their predictions.
 *
 * <p>Immutable. Parameters other than those of the binary extension mean nothing here and are
 * passed over, as the protocol's servers do.
 *
 * @param id the caller's, or one made up
 * @param texts {@code [n]}, n at least 1, none blank
 * @param outputs in the order of the answer
 */
record InferRequest(String id, List<String> texts, List<Wanted> outputs) {
  /** Triton's wish for other tensors than the model has; to pass it over would mislead. */
  private static final String CLASSIFICATION = "classification";

  /** A tensor of the answer, and whether as bytes. */
  record Wanted(Output output, boolean isBinary) {}

  /**
   * Reads a body.
   *
   * @param jsonLength bytes of the JSON, behind which those of the input stand; null for all
   * @throws HttpFailure that says what is wrong, and where
   */
  static InferRequest parse(byte[] body, String jsonLength) {
    int end = jsonLength == null ? body.length : length(jsonLength, body.length);
    JsonNode request = Json.object(Arrays.copyOf(body, end));
    requireParameters("parameters", request);
    ByteBuffer bytes = ByteBuffer.wrap(body, end, body.length - end);
    return new InferRequest(
        Json.id(request.path("id")),
        InputTexts.parse(request.path("inputs"), bytes),
        outputs(
            request.path("outputs"),
            request.path("parameters").path(BinaryTensor.ALL_WANTED).asBoolean(false)));
  }

  private static int length(String header, int most) {
    try {
      int length = Integer.parseInt(header.strip());
      if (length >= 0 && length <= most) {
        return length;
      }
    } catch (NumberFormatException noNumber) {
      // Refused below, like a number out of range.
    }
    throw HttpFailure.badRequest(
        BinaryTensor.HEADER + ": expected the bytes of the JSON, at most " + most);
  }

  private static List<Wanted> outputs(JsonNode outputs, boolean isBinary) {
    if (outputs.isMissingNode() || outputs.isNull() || outputs.isArray() && outputs.isEmpty()) {
      return Arrays.stream(Output.values()).map(output -> new Wanted(output, isBinary)).toList();
    }
    if (!outputs.isArray()) {
      throw HttpFailure.badRequest("outputs: expected an array, found " + Json.kind(outputs));
    }
    List<Wanted> wanted = new ArrayList<>();
    for (JsonNode output : outputs) {
      wanted.add(output("outputs[" + wanted.size() + "]", output, isBinary));
    }
    return wanted;
  }

  private static Wanted output(String key, JsonNode output, boolean isBinary) {
    requireParameters(key + ".parameters", output);
    Output known =
        Output.named(output.path("name").asText())
            .orElseThrow(
                () ->
                    HttpFailure.badRequest(
                        key
                            + ".name: expected one of "
                            + Arrays.stream(Output.values()).map(Output::tensorName).toList()));
    JsonNode parameters = output.path("parameters");
    if (parameters.has(CLASSIFICATION)) {
      throw HttpFailure.badRequest(key + ".parameters.classification: not known here");
    }
    return new Wanted(known, parameters.path(BinaryTensor.WANTED).asBoolean(isBinary));
  }

  /** Absent, or an object. */
  static void requireParameters(String key, JsonNode of) {
    JsonNode parameters = of.path("parameters");
    if (!parameters.isMissingNode() && !parameters.isNull() && !parameters.isObject()) {
      throw HttpFailure.badRequest(key + ": expected an object, found " + Json.kind(parameters));
    }
  }
}
