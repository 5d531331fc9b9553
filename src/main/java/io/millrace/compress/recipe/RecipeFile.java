package io.millrace.compress.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Recipes on disk.
 *
 * <pre>
 * settings:
 *   epochs: 12
 * steps:
 *   teacher: train --data ${data} --arch conv --epochs ${epochs}
 *   student: distill --teacher ${teacher} --data ${data} [--unlabelled ${unlabelled}]
 *   bundle:  bundle --stage ${student} --stage ${teacher} --data ${data}
 * </pre>
 *
 * <p>A step's output lies in a directory of the step's name, which later steps refer to by it. What
 * stands in brackets is left out when a setting in it has no value; a step all in brackets is left
 * out whole.
 */
public final class RecipeFile {
  /** Names are directories and references, so they stay plain. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9]+)?");

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private RecipeFile() {}

  /** The file's own keys. */
  private record Content(Map<String, String> settings, LinkedHashMap<String, String> steps) {}

  /**
   * Reads a recipe.
   *
   * @throws InvalidRecipeException if it is no YAML, holds a key twice or one that is not known, or
   *     has no steps; names file, line and key
   */
  public static Recipe read(Path file) throws IOException {
    Content content = parse(file);
    if (content == null || content.steps == null || content.steps.isEmpty()) {
      throw new InvalidRecipeException(file + ": steps: expected at least one");
    }
    Map<String, String> settings =
        content.settings == null ? Map.of() : new LinkedHashMap<>(content.settings);
    settings.forEach((name, value) -> require(file, "settings", name, value));
    content.steps.forEach((name, value) -> require(file, "steps", name, value));
    for (String name : content.steps.keySet()) {
      if (settings.containsKey(name)) {
        throw new InvalidRecipeException(file + ": " + name + ": both a setting and a step");
      }
    }
    return new Recipe(settings, content.steps);
  }

  private static Content parse(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidRecipeException(file + ": no such file");
    }
    try {
      return YAML.readValue(file.toFile(), Content.class);
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new InvalidRecipeException(file + where(e) + ": " + reason, e);
    }
  }

  private static String where(JsonProcessingException e) {
    String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return line;
    }
    return line
        + ": "
        + mapping.getPath().stream()
            .map(step -> String.valueOf(step.getFieldName()))
            .collect(Collectors.joining("."));
  }

  private static void require(Path file, String section, String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidRecipeException(
          "%s: %s.%s: expected a name of small letters, digits and dashes"
              .formatted(file, section, name));
    }
    if (value == null || value.isBlank()) {
      throw new InvalidRecipeException("%s: %s.%s: has no value".formatted(file, section, name));
    }
  }
}
