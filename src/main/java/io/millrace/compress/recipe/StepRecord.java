package io.millrace.compress.recipe;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.model.bundle.Checksums;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * That a step was finished, from what and with what result; kept beside the outputs, so that a run
 * that was killed goes on where it stood.
 *
 * <p>Immutable.
 *
 * @param cause SHA-256 of the step's words and of all that they refer to
 * @param output SHA-256 of what it wrote
 * @param seconds it took
 */
record StepRecord(String cause, String output, double seconds) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String DIRECTORY = ".steps";

  /** The record of a step; empty when it was never finished, or the record cannot be read. */
  static Optional<StepRecord> read(Path directory, String step) {
    try {
      return Optional.of(JSON.readValue(place(directory, step).toFile(), StepRecord.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Writes it whole or not at all. */
  void write(Path directory, String step) throws IOException {
    Path place = place(directory, step);
    Files.createDirectories(place.getParent());
    Path aside = place.resolveSibling(step + ".part");
    Files.writeString(aside, JSON.writeValueAsString(this) + "\n");
    Files.move(aside, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * What a step's result depends on: other words, or other contents of the files and directories
   * that references lead to, give another checksum. Where those lie makes no difference.
   */
  static String cause(Step step) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < step.symbolic().size(); i++) {
      String symbolic = step.symbolic().get(i);
      String word = step.words().get(i);
      boolean isPath = !symbolic.equals(word) && Files.exists(Path.of(word));
      text.append(symbolic)
          .append(' ')
          .append(isPath ? contents(Path.of(word)) : word)
          .append('\n');
    }
    return sha256(text.toString());
  }

  /** What a step wrote: its directory, its figures, or both; empty if there is neither. */
  static String output(Path directory, String step) throws IOException {
    return contents(directory.resolve(step)) + contents(directory.resolve(step + ".json"));
  }

  /** The checksum of a file, or of all files below a directory and their names; empty for none. */
  private static String contents(Path path) throws IOException {
    if (!Files.exists(path)) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        text.append(path.relativize(file)).append(' ').append(Checksums.of(file)).append('\n');
      }
    }
    return sha256(text.toString());
  }

  private static Path place(Path directory, String step) {
    return directory.resolve(DIRECTORY).resolve(step + ".json");
  }

  private static String sha256(String text) {
    return HexFormat.of()
        .formatHex(Checksums.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
