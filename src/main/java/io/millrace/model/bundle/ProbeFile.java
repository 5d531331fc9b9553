package io.millrace.model.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The probe set of a bundle: {@code {"text", "label", "confidence"}} a line. */
public final class ProbeFile {
  /** Its name in the bundle's directory. */
  public static final String NAME = "probes.jsonl";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private ProbeFile() {}

  /** Writes the probes of a bundle whose manifest is yet to be written. */
  public static void write(Path directory, List<Probe> probes) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Probe probe : probes) {
      lines.append(JSON.writeValueAsString(probe)).append('\n');
    }
    Files.writeString(directory.resolve(NAME), lines);
  }

  /**
   * Reads them.
   *
   * @param labels those of the bundle
   * @throws InvalidBundleException if a line is no probe, naming it
   */
  static List<Probe> read(Path directory, List<String> labels) {
    Path file = directory.resolve(NAME);
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new InvalidBundleException(file + ": cannot be read as UTF-8", e);
    }
    List<Probe> probes = new ArrayList<>();
    for (String line : lines) {
      probes.add(probe(file + ":" + (probes.size() + 1), line, labels));
    }
    return List.copyOf(probes);
  }

  private static Probe probe(String place, String line, List<String> labels) {
    try {
      JsonNode object = JSON.readTree(line);
      JsonNode label = object.path("label");
      if (!object.path("text").isTextual()
          || !object.path("confidence").isNumber()
          || !(label.isNull() || labels.contains(label.textValue()))) {
        throw new InvalidBundleException(
            place + ": expected text, confidence, and a label of the bundle or null");
      }
      return new Probe(
          object.path("text").textValue(),
          label.textValue(),
          object.path("confidence").doubleValue());
    } catch (JsonProcessingException e) {
      throw new InvalidBundleException(place + ": not JSON", e);
    }
  }
}
