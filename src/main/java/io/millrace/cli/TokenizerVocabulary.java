package io.millrace.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.InvalidGraphException;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.prune.Vocabulary;
import io.millrace.model.bundle.InvalidBundleException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The ids that a {@code tokenizer.json} gives.
 *
 * <p>Immutable.
 *
 * <p>Source: Hugging Face tokenizers, the serialized form of WordPiece, BPE and Unigram.
 *
 * @param largest none if the file says nothing that is known here
 */
record TokenizerVocabulary(OptionalInt largest) {
  /**
   * @throws InvalidBundleException if it is no JSON, naming the file
   */
  static TokenizerVocabulary read(Path file) throws IOException {
    JsonNode root;
    try {
      root = new JsonMapper().readTree(file.toFile());
    } catch (JacksonException e) {
      throw new InvalidBundleException(
          file + ": cannot be read: " + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    }
    JsonNode pieces = root.path("model").path("vocab");
    int largest = pieces.isArray() ? pieces.size() - 1 : -1;
    if (pieces.isObject()) {
      for (JsonNode id : pieces) {
        largest = Math.max(largest, id.asInt(-1));
      }
    }
    for (JsonNode added : root.path("added_tokens")) {
      largest = Math.max(largest, added.path("id").asInt(-1));
    }
    return new TokenizerVocabulary(largest < 0 ? OptionalInt.empty() : OptionalInt.of(largest));
  }

  /**
   * Refuses a model that has fewer rows than there are ids: it would fail at the first utterance
   * with one of the others. Where the table is not found, only the engine can tell.
   */
  void requireRows(Path file, Path onnx) throws IOException {
    Optional<Integer> rows = rows(onnx);
    if (rows.isPresent() && largest.isPresent() && largest.getAsInt() >= rows.get()) {
      throw new InvalidBundleException(
          "%s: gives ids up to %d, but %s has rows for 0 to %d only"
              .formatted(file, largest.getAsInt(), onnx, rows.get() - 1));
    }
  }

  private static Optional<Integer> rows(Path onnx) throws IOException {
    Graph graph;
    try {
      graph = OnnxFile.load(onnx);
    } catch (InvalidGraphException e) {
      // A model may be more than a graph here can hold, and still be one for the engine.
      return Optional.empty();
    }
    return Vocabulary.of(graph).map(Vocabulary::rows);
  }
}
