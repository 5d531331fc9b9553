package io.millrace.bench;

import io.millrace.page.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results as a page with plots and as Markdown. */
public final class ResultsFiles {
  private ResultsFiles() {}

  /** Writes {@code results.html} and {@code results.md} into a folder. */
  public static void write(Results results, Path folder) throws IOException {
    Files.createDirectories(folder);
    new Page(ResultsFiles.class, "results").write(results, folder.resolve("results.html"));
    Files.writeString(folder.resolve("results.md"), markdown(results));
  }

  static String markdown(Results results) {
    Surroundings from = results.surroundings();
    StringBuilder text = new StringBuilder("# Millrace, measured\n\n");
    text.append("`").append(from.command()).append("`, commit ").append(from.commit());
    text.append(", ").append(from.date()).append(", ").append(from.machine()).append("\n");
    results.sections().forEach(section -> append(text, section));
    return text.toString();
  }

  private static void append(StringBuilder text, Results.Section section) {
    text.append("\n## ").append(section.name()).append("\n\n").append(section.question());
    text.append("\n\n");
    if (section.failure() != null) {
      text.append("Failed: ").append(section.failure()).append("\n");
    }
    Map<String, Double> figures = section.findings().figures();
    if (!figures.isEmpty()) {
      append(
          text,
          List.of("figure", "value"),
          figures.entrySet().stream()
              .map(figure -> List.of("`" + figure.getKey() + "`", number(figure.getValue())))
              .toList());
    }
    for (Table table : section.findings().tables()) {
      text.append("\n").append(table.title()).append("\n\n");
      append(text, table.columns(), table.rows());
    }
  }

  private static void append(StringBuilder text, List<String> columns, List<List<String>> rows) {
    text.append(line(columns));
    text.append(line(columns.stream().map(column -> "---").toList()));
    rows.forEach(row -> text.append(line(row)));
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells.stream().map(ResultsFiles::cell).toList()) + " |\n";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }

  /** Four digits are more than any of them is sure of. */
  public static String number(double value) {
    double size = Math.abs(value);
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
