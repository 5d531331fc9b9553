package io.millrace.compress.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command {@code make} that writes its own words as a stage, and fails where it is told to. */
final class FakeCommands implements Commands {
  /** The words of each command that ran, without paths. */
  final List<String> runs = new ArrayList<>();

  /** A word at which a command fails; none at first. */
  String poison = "none";

  /** Whether commands write anything. */
  boolean writes = true;

  @Override
  public boolean takes(String command, String option) {
    return command.equals("make") && option.equals("--out");
  }

  @Override
  public void check(List<String> words) {
    if (words.contains("--wrong")) {
      throw new IllegalArgumentException("Unknown option: '--wrong'");
    }
  }

  @Override
  public int run(List<String> words) {
    Path out = Path.of(words.getLast());
    runs.add(out.getFileName().toString());
    if (words.contains(poison)) {
      return 1;
    }
    try {
      if (writes) {
        Files.createDirectories(out);
        String content = String.join(" ", words.subList(0, words.size() - 1));
        Files.writeString(
            out.resolve("stage.json"),
            "{\"made\":\"%s\",\"measurements\":{\"validAccuracy\":0.75}}".formatted(content));
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
