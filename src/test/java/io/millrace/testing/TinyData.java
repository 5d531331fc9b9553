package io.millrace.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes data directories for {@link TinyBundle}, of lines such as {@code "greeting: hello"}. */
public final class TinyData {
  /** Every word of {@link TinyBundle} that is in scope, and one that nobody knows. */
  public static final List<String> TEST =
      List.of(
          "greeting: hello",
          "farewell: bye",
          "greeting: howdy",
          "balance: balance",
          "balance: money",
          "greeting: qwerty");

  /** Two that no stage takes for anything in scope, and one that the student does. */
  public static final List<String> OUT_OF_SCOPE =
      List.of("oos: weather", "oos: zxcv", "oos: hello");

  private static final List<String> ANY =
      List.of("greeting: hello", "farewell: bye", "balance: balance");

  private TinyData() {}

  /** The test split of {@link #TEST} and {@link #OUT_OF_SCOPE}, and little in the others. */
  public static Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    writeLines(directory.resolve("train.jsonl"), ANY);
    writeLines(directory.resolve("valid.jsonl"), ANY);
    writeLines(directory.resolve("test.jsonl"), TEST);
    writeLines(directory.resolve("oos_test.jsonl"), OUT_OF_SCOPE);
    return directory;
  }

  /** One file of a data directory. */
  public static void writeLines(Path file, List<String> lines) throws IOException {
    Files.write(
        file,
        lines.stream()
            .map(line -> line.split(": ", 2))
            .map(parts -> "{\"text\": \"%s\", \"label\": \"%s\"}".formatted(parts[1], parts[0]))
            .toList());
  }
}
