package io.millrace.cli;

import io.millrace.compress.measure.SideBySide;
import io.millrace.compress.quantize.LinearQuantization.Left;
import io.millrace.compress.quantize.LinearQuantization.Report;
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

  void print(PrintWriter out) {
    for (Left left : report.left()) {
      out.printf("left as it was: %s: %s%n", left.node(), left.reason());
    }
    out.printf(
        "%d products and %d lookups work with bytes%n%n", report.products(), report.tables());
    out.printf("%-28s %12s %12s%n", "", "before", "after");
    row(out, "model, MB", bytesBefore / BYTES_PER_MEGABYTE, bytesAfter / BYTES_PER_MEGABYTE);
    if (sides != null) {
      SideBySide.Side before = sides.before();
      SideBySide.Side after = sides.after();
      row(out, "accuracy in scope, %", 100 * before.accuracy(), 100 * after.accuracy());
      row(out, "CPU a text, µs", before.cpuMicrosPerText(), after.cpuMicrosPerText());
      row(out, "same top label, %", 100, 100 * sides.agreement());
    }
    out.flush();
  }

  /** One flat object, for programs. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bytesBefore", bytesBefore);
    figures.put("bytesAfter", bytesAfter);
    figures.put("products", report.products());
    figures.put("lookups", report.tables());
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

  private static void row(PrintWriter out, String name, double before, double after) {
    out.printf(Locale.ROOT, "%-28s %12.2f %12.2f%n", name, before, after);
  }
}
