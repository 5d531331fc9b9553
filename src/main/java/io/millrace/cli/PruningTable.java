package io.millrace.cli;

import io.millrace.compress.prune.Obstacle;
import io.millrace.compress.prune.PruningReport;
import io.millrace.compress.prune.PruningReport.Line;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a pruning did, before against after. */
record PruningTable(PruningReport report, BeforeAfter change) {
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
    change.print(out);
    out.println(verdict());
    out.flush();
  }

  /** Plainly, what it was good for. */
  String verdict() {
    double speedUp = change.speedUp();
    double shrinkage = (double) change.bytesBefore() / change.bytesAfter();
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
    change.addBytes(figures);
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
    change.addSides(figures);
    figures.put("verdict", verdict());
    return figures;
  }
}
