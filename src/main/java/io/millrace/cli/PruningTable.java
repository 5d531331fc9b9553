package io.millrace.cli;

import io.millrace.compress.measure.SideBySide;
import io.millrace.compress.prune.Obstacle;
import io.millrace.compress.prune.PruningReport;
import io.millrace.compress.prune.PruningReport.Line;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a pruning did, before against after.
 *
 * @param bytesBefore of the model's file
 * @param bytesAfter of the model's file
 * @param isLabelled whether the utterances measured on had labels
 */
record PruningTable(
    PruningReport report, long bytesBefore, long bytesAfter, SideBySide sides, boolean isLabelled) {
  private static final double BYTES_PER_MEGABYTE = 1e6;

  /** Less of a difference is nothing: two runs of one stage differ by a few in a hundred. */
  private static final double NOTICEABLE = 0.95;

  void print(PrintWriter out) {
    for (Obstacle left : report.left()) {
      out.printf("left as it was: %s: %s%n", left.node(), left.reason());
    }
    Map<String, long[]> totals = new LinkedHashMap<>();
    for (Line line : report.removed()) {
      long[] total = totals.computeIfAbsent(line.what(), what -> new long[3]);
      total[0] += line.before();
      total[1] += line.after();
      total[2]++;
    }
    totals.forEach(
        (what, total) ->
            out.printf(
                Locale.ROOT,
                "%s: %,d of %,d stay, in %d places%n",
                what,
                total[1],
                total[0],
                total[2]));
    out.printf("%n%-28s %12s %12s%n", "", "before", "after");
    row(out, "model, MB", bytesBefore / BYTES_PER_MEGABYTE, bytesAfter / BYTES_PER_MEGABYTE);
    if (isLabelled) {
      row(
          out,
          "accuracy in scope, %",
          100 * sides.before().accuracy(),
          100 * sides.after().accuracy());
    }
    row(out, "CPU a text, µs", sides.before().cpuMicrosPerText(), sides.after().cpuMicrosPerText());
    row(out, "same top label, %", 100, 100 * sides.agreement());
    out.println(verdict());
    out.flush();
  }

  /** Plainly, what it was good for. */
  String verdict() {
    double speedUp = sides.before().cpuMicrosPerText() / sides.after().cpuMicrosPerText();
    double shrinkage = (double) bytesBefore / bytesAfter;
    boolean isFaster = speedUp * NOTICEABLE > 1;
    boolean isSmaller = shrinkage * NOTICEABLE > 1;
    if (isFaster && isSmaller) {
      return "%.2f times faster, %.2f times smaller".formatted(speedUp, shrinkage);
    }
    if (isFaster) {
      return "%.2f times faster, but no bytes were saved".formatted(speedUp);
    }
    return isSmaller
        ? "%.2f times smaller, but no time was saved".formatted(shrinkage)
        : "neither bytes nor time were saved: zeros are stored and multiplied like other numbers";
  }

  /** One flat object, for programs. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bytesBefore", bytesBefore);
    figures.put("bytesAfter", bytesAfter);
    figures.put("sparsity", report.sparsity());
    List<Map<String, Object>> places = new ArrayList<>();
    for (Line line : report.removed()) {
      places.add(
          Map.of(
              "what", line.what(),
              "where", line.where(),
              "before", line.before(),
              "after", line.after()));
    }
    figures.put("removed", places);
    figures.put("left", report.left().stream().map(left -> left.node().toString()).toList());
    figures.put("agreement", sides.agreement());
    if (isLabelled) {
      figures.put("accuracyBefore", sides.before().accuracy());
      figures.put("accuracyAfter", sides.after().accuracy());
    }
    figures.put("cpuMicrosPerTextBefore", sides.before().cpuMicrosPerText());
    figures.put("cpuMicrosPerTextAfter", sides.after().cpuMicrosPerText());
    figures.put("verdict", verdict());
    return figures;
  }

  private static void row(PrintWriter out, String name, double before, double after) {
    out.printf(Locale.ROOT, "%-28s %12.2f %12.2f%n", name, before, after);
  }
}
