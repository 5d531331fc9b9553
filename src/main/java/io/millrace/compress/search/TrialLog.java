package io.millrace.compress.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.compress.search.SearchSpace.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The trials of a search on disk, a JSON object a line: what a stopped search goes on from.
 *
 * <p>Not for sharing.
 */
public final class TrialLog {
  private static final JsonMapper JSON = new JsonMapper();

  private final SearchSpace space;
  private final Path file;

  public TrialLog(SearchSpace space, Path file) {
    this.space = space;
    this.file = file;
  }

  /**
   * The trials so far, oldest first; none where there is no file. A last line that a kill cut short
   * is left out.
   *
   * @throws IllegalArgumentException if a line is no trial of this space, naming file and line
   */
  public List<Trial> read() throws IOException {
    List<Trial> trials = new ArrayList<>();
    if (!Files.exists(file)) {
      return trials;
    }
    String text = Files.readString(file);
    String[] lines = text.substring(0, text.lastIndexOf('\n') + 1).split("\n");
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        trials.add(trial(lines[i], i + 1));
      }
    }
    return trials;
  }

  /** Appends a trial. */
  public void append(Trial trial) throws IOException {
    ObjectNode line = JSON.createObjectNode();
    ObjectNode point = line.putObject("point");
    for (Axis axis : space.axes()) {
      point.put(axis.name(), space.value(trial.point(), axis.name()));
    }
    line.put("accuracy", trial.accuracy());
    line.put("cpuMicrosPerText", trial.micros());
    line.put("bytes", trial.bytes());
    Files.writeString(
        file,
        JSON.writeValueAsString(line) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private Trial trial(String line, int number) {
    try {
      JsonNode read = JSON.readTree(line);
      return new Trial(
          point(read.path("point")),
          read.required("accuracy").doubleValue(),
          read.required("cpuMicrosPerText").doubleValue(),
          read.required("bytes").longValue());
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: line %d is no trial of this search: %s".formatted(file, number, e.getMessage()), e);
    }
  }

  private Point point(JsonNode values) {
    int[] choices = new int[space.axes().size()];
    for (int i = 0; i < choices.length; i++) {
      Axis axis = space.axes().get(i);
      String value = values.path(axis.name()).asText();
      choices[i] = axis.values().indexOf(value);
      if (choices[i] < 0) {
        throw new IllegalArgumentException(
            "%s: expected one of %s, found '%s'".formatted(axis.name(), axis.values(), value));
      }
    }
    return space.point(choices);
  }
}
