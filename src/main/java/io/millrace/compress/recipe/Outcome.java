package io.millrace.compress.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What came of a step.
 *
 * <p>Immutable.
 *
 * @param isKept whether it was finished by an earlier run
 * @param seconds it took, then or now
 * @param bytes it wrote, but for weights that only training reads
 * @param accuracy 0..1, as far as the step measured one: of {@code evaluate} on its split, of
 *     others on the validation split
 */
public record Outcome(
    String step, boolean isKept, double seconds, long bytes, OptionalDouble accuracy) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Weights, which serving does not need. */
  private static final String WEIGHTS = "weights.safetensors";

  /** Where commands write an accuracy: file within the step's directory or its figures, and key. */
  private static final List<String> STAGE = List.of("/measurements/validAccuracy");

  private static final List<String> BUNDLE = List.of("/measurements/validationAccuracy");
  private static final List<String> FIGURES =
      List.of("/cascade/accuracy", "/accuracyAfter", "/stages/0/accuracy");

  static Outcome of(Path directory, String step, boolean isKept, double seconds)
      throws IOException {
    Path output = directory.resolve(step);
    return new Outcome(step, isKept, seconds, bytes(output), accuracy(directory, step));
  }

  private static OptionalDouble accuracy(Path directory, String step) throws IOException {
    for (double found :
        List.of(
            first(directory.resolve(step + ".json"), FIGURES),
            first(directory.resolve(step).resolve("stage.json"), STAGE),
            first(directory.resolve(step).resolve("bundle.json"), BUNDLE))) {
      if (!Double.isNaN(found)) {
        return OptionalDouble.of(found);
      }
    }
    return OptionalDouble.empty();
  }

  private static double first(Path file, List<String> pointers) throws IOException {
    if (Files.isRegularFile(file)) {
      JsonNode content = JSON.readTree(file.toFile());
      for (String pointer : pointers) {
        if (content.at(pointer).isNumber()) {
          return content.at(pointer).doubleValue();
        }
      }
    }
    return Double.NaN;
  }

  private static long bytes(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      long sum = 0;
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        sum += file.endsWith(WEIGHTS) ? 0 : Files.size(file);
      }
      return sum;
    }
  }
}
