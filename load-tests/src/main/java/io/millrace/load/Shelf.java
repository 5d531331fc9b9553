package io.millrace.load;

import io.millrace.load.scenario.BadScenarioException;
import io.millrace.load.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The scenarios that come with the load tests.
 *
 * <p>Immutable.
 *
 * @param home where Millrace lies
 */
record Shelf(Path home) {
  private static final String ENDING = ".yaml";

  private Path directory() {
    return home.resolve("load-tests/scenarios");
  }

  /** The file of a name; a path is taken as it is. */
  Optional<Path> find(String name) {
    boolean isPath = name.contains("/") || name.matches(".*\\.ya?ml");
    Path file = isPath ? Path.of(name) : directory().resolve(name + ENDING);
    return Optional.of(file).filter(Files::isRegularFile);
  }

  /** What each answers, by name. */
  Map<String, String> questions() {
    Map<String, String> questions = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory())) {
      for (Path file : files.filter(each -> each.toString().endsWith(ENDING)).toList()) {
        ScenarioFile read = ScenarioFile.read(file);
        questions.put(read.title(), read.scenario().question());
      }
    } catch (IOException | BadScenarioException unreadable) {
      questions.put("(unreadable)", unreadable.getMessage());
    }
    return questions;
  }
}
