package io.millrace.cli;

import io.millrace.compress.measure.SideBySide;
import io.millrace.compress.quantize.Report;
import io.millrace.compress.quantize.Report.Left;
import io.millrace.compress.quantize.Shrunk;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a quantization did, before against after.
 *
 * @param bytesBefore of the model's file
 * @param bytesAfter of the model's file
 * @param sides null when there was no data to measure on
 */
record QuantizationTable(Report report, long bytesBefore, long bytesAfter, SideBySide sides) {
  private static final double BYTES_PER_MEGABYTE = 1e6;
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
    out.printf("%n%-28s %12s %12s%n", "", "before", "after");
    row(out, "model, MB", bytesBefore / BYTES_PER_MEGABYTE, bytesAfter / BYTES_PER_MEGABYTE);
    if (sides != null) {
      SideBySide.Side before = sides.before();
      SideBySide.Side after = sides.after();
      row(out, "accuracy in scope, %", 100 * before.accuracy(), 100 * after.accuracy());
      row(out, "CPU a text, µs", before.cpuMicrosPerText(), after.cpuMicrosPerText());
      row(out, "same top label, %", 100, 100 * sides.agreement());
    }
    out.println(verdict());
    out.flush();
  }

  /** What a user should not have to work out. */
  String verdict() {
    double bytes = 100.0 * bytesAfter / bytesBefore;
    if (sides == null) {
      return "%.1f %% of the bytes; time and accuracy were not measured, for want of --data"
          .formatted(bytes);
    }
    double speed = sides.before().cpuMicrosPerText() / sides.after().cpuMicrosPerText();
    return speed < WORTH_SAYING
        ? "%.1f %% of the bytes, but no less time: this method saves bytes only".formatted(bytes)
        : "%.1f %% of the bytes, %.2f times as fast".formatted(bytes, speed);
  }

  /** One flat object, for programs. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bytesBefore", bytesBefore);
    figures.put("bytesAfter", bytesAfter);
    figures.put("constants", report.shrunk());
    figures.put("left", report.left().stream().map(left -> left.node().toString()).toList());
    if (sides != null) {
      figures.put("agreement", sides.agreement());
      figures.put("accuracyBefore", sides.before().accuracy());
      figures.put("accuracyAfter", sides.after().accuracy());
      figures.put("cpuMicrosPerTextBefore", sides.before().cpuMicrosPerText());
      figures.put("cpuMicrosPerTextAfter", sides.after().cpuMicrosPerText());
    }
    return figures;
  }

  /** The end of a long name tells more than its beginning. */
  private static String shortened(String name) {
    return name.length() <= NAME_WIDTH
        ? name
        : "…" + name.substring(name.length() - NAME_WIDTH + 1);
  }

  private static void row(PrintWriter out, String name, double before, double after) {
    out.printf(Locale.ROOT, "%-28s %12.2f %12.2f%n", name, before, after);
  }
}
