package io.millrace.cli;

import io.millrace.compress.quantize.Report;
import io.millrace.compress.quantize.Report.Left;
import io.millrace.compress.quantize.Shrunk;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a quantization did, before against after. */
record QuantizationTable(Report report, BeforeAfter change) {
  private static final int NAME_WIDTH = 40;

  /** Less is within what a busy machine may do to a measurement. */
  private static final double WORTH_SAYING = 1.05;

  private static final Object[] COLUMNS = {
    "constant", "dimensions", "bits", "bytes before", "bytes after", "error"
  };

  void print(PrintWriter out) {
    for (Left left : report.left()) {
      out.printf("left as it was: %s: %s%n", left.node(), left.reason());
    }
    out.printf("%n%-40s %14s %4s %12s %12s %9s%n", COLUMNS);
    for (Shrunk shrunk : report.shrunk()) {
      out.printf(
          Locale.ROOT,
          "%-40s %14s %4d %12d %12d %8.3f%%%n",
          shortened(shrunk.name()),
          shrunk.dims(),
          shrunk.bits(),
          shrunk.bytesBefore(),
          shrunk.bytesAfter(),
          100 * shrunk.error());
    }
    change.print(out);
    out.println(verdict());
    out.flush();
  }

  /** What a user should not have to work out. */
  String verdict() {
    double bytes = 100.0 * change.bytesAfter() / change.bytesBefore();
    if (change.sides() == null) {
      return "%.1f %% of the bytes; time and accuracy were not measured, for want of --data"
          .formatted(bytes);
    }
    double speed = change.speedUp();
    return speed < WORTH_SAYING
        ? "%.1f %% of the bytes, but no less time: this method saves bytes only".formatted(bytes)
        : "%.1f %% of the bytes, %.2f times as fast".formatted(bytes, speed);
  }

  /** One flat object, for programs. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    change.addBytes(figures);
    figures.put("constants", report.shrunk());
    figures.put("left", report.left().stream().map(left -> left.node().toString()).toList());
    change.addSides(figures);
    return figures;
  }

  /** The end of a long name tells more than its beginning. */
  private static String shortened(String name) {
    return name.length() <= NAME_WIDTH
        ? name
        : "…" + name.substring(name.length() - NAME_WIDTH + 1);
  }
}
