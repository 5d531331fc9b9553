package io.millrace.cli;

import io.millrace.compress.measure.Measurement;
import java.io.PrintWriter;
import java.util.Locale;

/** A measurement for people: percent, megabytes, microseconds. */
final class MeasurementTable {
  private static final double BYTES_PER_MEGABYTE = 1e6;

  private MeasurementTable() {}

  static void print(Measurement measurement, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-16s %10s %8s %10s %14s %10s%n",
        "stage",
        "accuracy",
        "ECE",
        "size",
        "CPU a text",
        "coverage");
    for (Measurement.Stage stage : measurement.stages()) {
      out.printf(
          Locale.ROOT,
          "%-16s %8.2f %% %8.4f %7.2f MB %11.1f µs %8.2f %%%n",
          stage.name(),
          percent(stage.accuracy()),
          stage.ece(),
          stage.bytes() / BYTES_PER_MEGABYTE,
          stage.cpuMicrosPerText(),
          percent(stage.coverage()));
    }
    if (measurement.cascade() != null) {
      out.println();
      printShares(measurement.cascade(), out);
      out.printf(
          Locale.ROOT, "%-32s %8.1f µs%n", "CPU a text", measurement.cascade().cpuMicrosPerText());
    }
    out.flush();
  }

  /** The cascade's shares, without CPU time. */
  static void printShares(Measurement.Cascade cascade, PrintWriter out) {
    share(out, "accuracy, abstentions wrong", cascade.accuracy());
    share(out, "last stage alone, same gate", cascade.lastStageAccuracy());
    if (cascade.oosRecall() != null) {
      share(out, "out-of-scope recall", cascade.oosRecall());
    }
    share(out, "abstained though in scope", cascade.falseAbstention());
    share(out, "escalated by the first stage", cascade.escalationRate());
    share(out, "agreement with the last stage", cascade.agreement());
  }

  private static void share(PrintWriter out, String name, double share) {
    out.printf(Locale.ROOT, "%-32s %8.2f %%%n", name, percent(share));
  }

  private static double percent(double share) {
    return 100 * share;
  }
}
