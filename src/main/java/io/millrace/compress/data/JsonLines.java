package io.millrace.compress.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads labelled utterances, a JSON object a line; other keys than text and label are let be. */
final class JsonLines {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private JsonLines() {}

  /**
   * All utterances of a file; empty lines are skipped.
   *
   * @throws InvalidDataException at the first line that is none, naming file and line
   */
  static List<LabelledUtterance> read(Path file) {
    List<LabelledUtterance> utterances = new ArrayList<>();
    TextLines.forEach(file, (number, line) -> utterances.add(parse(file, number, line)));
    return utterances;
  }

  private static LabelledUtterance parse(Path file, long number, String line) {
    try {
      JsonNode object = JSON.readTree(line);
      return new LabelledUtterance(
          string(object, "text", file, number), string(object, "label", file, number));
    } catch (JsonProcessingException e) {
      throw new InvalidDataException(
          "%s:%d: not JSON: %s"
              .formatted(file, number, e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    }
  }

  private static String string(JsonNode object, String key, Path file, long number) {
    JsonNode value = object.path(key);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new InvalidDataException(
          "%s:%d: key %s: expected a string that is not blank, found %s"
              .formatted(file, number, key, value.isMissingNode() ? "none" : value));
    }
    return value.textValue();
  }
}
