package io.millrace.load.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A scenario file laid over the defaults, and flags laid over it: the last word on a key counts.
 *
 * <p>Confined to the thread of the run.
 */
public final class ScenarioFile {
  private static final String DEFAULTS = "defaults.yaml";
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .addModule(
              new SimpleModule()
                  .addDeserializer(Duration.class, new DurationWord())
                  .addDeserializer(Optional.class, new DurationWord.OrEmpty()))
          .addHandler(new EnumWord())
          .build();

  private final String name;
  private final ObjectNode tree;

  private ScenarioFile(String name, ObjectNode tree) {
    this.name = name;
    this.tree = tree;
  }

  /**
   * Reads a file.
   *
   * @throws BadScenarioException if it is no YAML or has keys that nobody knows
   */
  public static ScenarioFile read(Path file) throws BadScenarioException, IOException {
    JsonNode own;
    try {
      own = YAML.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new BadScenarioException(file + ":" + line(e) + ": " + firstLine(e));
    }
    if (own.isMissingNode() || !own.isObject()) {
      throw new BadScenarioException(file + ": expected keys such as traffic, found none");
    }
    ObjectNode tree = defaults();
    lay(tree, (ObjectNode) own);
    ScenarioFile read = new ScenarioFile(file.toString(), tree);
    read.scenario();
    return read;
  }

  private static int line(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }

  private static ObjectNode defaults() throws IOException {
    try (InputStream in = ScenarioFile.class.getResourceAsStream(DEFAULTS)) {
      return (ObjectNode) YAML.readTree(in);
    }
  }

  /** Objects are laid key by key, all else replaces what was there. */
  private static void lay(ObjectNode under, ObjectNode over) {
    for (var member : over.properties()) {
      JsonNode below = under.get(member.getKey());
      if (below instanceof ObjectNode object && member.getValue() instanceof ObjectNode own) {
        lay(object, own);
      } else {
        under.set(member.getKey(), member.getValue());
      }
    }
  }

  /** Sets a key, such as {@code traffic.rate}, whatever the file says. */
  public ScenarioFile set(String path, Object value) {
    String[] keys = path.split("\\.");
    ObjectNode at = tree;
    for (String key : Arrays.copyOf(keys, keys.length - 1)) {
      at = at.path(key) instanceof ObjectNode deeper ? deeper : at.putObject(key);
    }
    at.set(keys[keys.length - 1], YAML.valueToTree(value));
    return this;
  }

  /** The same, with the value read as YAML. */
  public ScenarioFile setWord(String path, String word) {
    try {
      return set(path, YAML.readTree(word));
    } catch (JsonProcessingException plain) {
      return set(path, word);
    }
  }

  /** Whether it looks for a rate. */
  public boolean isSearch() {
    return tree.path("search").path("p99Ms").asDouble() > 0;
  }

  /**
   * What it all comes to.
   *
   * @throws BadScenarioException if a value cannot be; names file and key
   */
  public Scenario scenario() throws BadScenarioException {
    try {
      return YAML.treeToValue(tree, Scenario.class);
    } catch (JsonProcessingException e) {
      throw new BadScenarioException(name + ": " + reason(e));
    }
  }

  private static String reason(JsonProcessingException e) {
    String key = e instanceof JsonMappingException mapping ? path(mapping) : "";
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          key + ": not known; there are " + join(unknown.getKnownPropertyIds());
      case InvalidFormatException bad -> key + ": " + firstLine(bad);
      case JsonMappingException m when m.getCause() instanceof IllegalArgumentException refused ->
          (key.isEmpty() ? "" : key + (refused.getMessage().startsWith("expected") ? ": " : "."))
              + refused.getMessage();
      case MismatchedInputException bad ->
          key + ": expected " + words(bad.getTargetType()) + ", found another kind of value";
      default -> key + ": " + firstLine(e);
    };
  }

  private static String words(Class<?> wanted) {
    return wanted == null
        ? "another type"
        : wanted.isPrimitive() ? "a number" : wanted == String.class ? "a text" : "keys and values";
  }

  private static String join(java.util.Collection<Object> ids) {
    return ids.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(each -> each.getFieldName() == null ? "" + each.getIndex() : each.getFieldName())
        .collect(Collectors.joining("."));
  }

  /** The settings as they were played, for the result page. */
  public String yaml() throws IOException {
    return YAML.writeValueAsString(tree).replaceFirst("^---\\s*", "");
  }

  /** The name without folder and ending. */
  public String title() {
    String file = Path.of(name).getFileName().toString();
    return file.replaceFirst("\\.ya?ml$", "").toLowerCase(Locale.ROOT);
  }
}
