package io.millrace.cli;

import io.millrace.compress.measure.SideBySide;
import io.millrace.model.bundle.StageDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;

/**
 * A stage beside the one it was made from: the part that tables of changes have in common.
 *
 * @param bytesBefore of the model's file
 * @param bytesAfter of the model's file
 * @param sides null when there was nothing to measure on
 * @param isLabelled whether the utterances measured on had labels
 */
record BeforeAfter(long bytesBefore, long bytesAfter, SideBySide sides, boolean isLabelled) {
  private static final double BYTES_PER_MEGABYTE = 1e6;

  static BeforeAfter of(
      StageDirectory before, StageDirectory after, SideBySide sides, boolean isLabelled)
      throws IOException {
    return new BeforeAfter(
        Files.size(before.model()), Files.size(after.model()), sides, isLabelled);
  }

  double speedUp() {
    return sides.before().cpuMicrosPerText() / sides.after().cpuMicrosPerText();
  }

  void print(PrintWriter out) {
    out.printf("%n%-28s %12s %12s%n", "", "before", "after");
    row(out, "model, MB", bytesBefore / BYTES_PER_MEGABYTE, bytesAfter / BYTES_PER_MEGABYTE);
    if (sides == null) {
      return;
    }
    SideBySide.Side before = sides.before();
    SideBySide.Side after = sides.after();
    if (isLabelled) {
      row(out, "accuracy in scope, %", 100 * before.accuracy(), 100 * after.accuracy());
    }
    row(out, "CPU a text, µs", before.cpuMicrosPerText(), after.cpuMicrosPerText());
    row(out, "same top label, %", 100, 100 * sides.agreement());
  }

  /** Adds the sizes, for programs. */
  void addBytes(Map<String, Object> figures) {
    figures.put("bytesBefore", bytesBefore);
    figures.put("bytesAfter", bytesAfter);
  }

  /** Adds what was measured, if anything was. */
  void addSides(Map<String, Object> figures) {
    if (sides == null) {
      return;
    }
    figures.put("agreement", sides.agreement());
    if (isLabelled) {
      figures.put("accuracyBefore", sides.before().accuracy());
      figures.put("accuracyAfter", sides.after().accuracy());
    }
    figures.put("cpuMicrosPerTextBefore", sides.before().cpuMicrosPerText());
    figures.put("cpuMicrosPerTextAfter", sides.after().cpuMicrosPerText());
  }

  private static void row(PrintWriter out, String name, double before, double after) {
    out.printf(Locale.ROOT, "%-28s %12.2f %12.2f%n", name, before, after);
  }
}
