package io.millrace.compress.search;

import io.millrace.compress.search.SearchSpace.Point;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Students that were all trained once, so that searches can be compared in no time. */
final class TabulatedStudents implements Evaluator {
  static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Axis.unordered("kind", "bag", "conv", "sep", "shuffle"),
              Axis.ordered("embedding", "32", "64", "128"),
              Axis.ordered("channels", "32", "64", "128"),
              Axis.ordered("reach", "1", "2", "3")),
          choices -> choices[0] == 0 ? new int[] {0, choices[1], 0, 0} : choices);

  private final Map<Point, Trial> trials = new HashMap<>();

  static TabulatedStudents read() throws IOException {
    TabulatedStudents students = new TabulatedStudents();
    try (InputStream in = TabulatedStudents.class.getResourceAsStream("students.csv")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .skip(1)
          .map(line -> line.split(","))
          .forEach(students::put);
    }
    return students;
  }

  private void put(String[] fields) {
    int[] choices = new int[SPACE.axes().size()];
    for (int i = 0; i < choices.length; i++) {
      choices[i] = SPACE.axes().get(i).values().indexOf(fields[i]);
    }
    Point point = SPACE.point(choices);
    double accuracy = Double.parseDouble(fields[4]);
    double micros = Double.parseDouble(fields[5]);
    trials.put(point, new Trial(point, accuracy, micros, Long.parseLong(fields[6])));
  }

  int size() {
    return trials.size();
  }

  /** The best there is within a limit. */
  double best(double limitMicros) {
    return trials.values().stream()
        .filter(trial -> trial.micros() <= limitMicros)
        .mapToDouble(Trial::accuracy)
        .max()
        .orElseThrow();
  }

  @Override
  public double micros(Point point) {
    return evaluate(point).micros();
  }

  @Override
  public Trial evaluate(Point point) {
    return trials.get(point);
  }
}
