package io.millrace.cli;

import io.millrace.compress.calibrate.Abstaining;
import io.millrace.compress.measure.BundleMaker;
import io.millrace.model.bundle.BundleManifest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** A bundle that was just made, for people: its gates, what was proved of them, what they do. */
final class BundleTable {
  private BundleTable() {}

  static void print(BundleManifest manifest, BundleMaker.Made made, PrintWriter out) {
    gates(manifest.stages(), out);
    proofs(manifest, made.choice().fittingSize(), out);
    out.println();
    abstaining(made.abstaining(), out);
    out.println("on the validation split, which chose the gates:");
    MeasurementTable.printShares(made.figures(), out);
  }

  private static void gates(List<BundleManifest.Stage> stages, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-16s %12s %10s  %-16s %s%n",
        "stage",
        "temperature",
        "threshold",
        "of",
        "isotonic");
    for (BundleManifest.Stage stage : stages) {
      out.printf(
          Locale.ROOT,
          "%-16s %12.4f %10.4f  %-16s %s%n",
          stage.name(),
          stage.temperature(),
          stage.threshold(),
          stage.confidence(),
          stage.isotonic().isEmpty() ? "-" : stage.isotonic().size() + " knots");
    }
    out.println();
  }

  /**
   * What is proved of a bundle; nothing of one that does not say.
   *
   * @param fitted utterances that fitted; null if nobody says
   */
  static void proofs(BundleManifest manifest, Integer fitted, PrintWriter out) {
    BundleManifest.Calibration drop = manifest.calibration();
    if (drop != null) {
      proof(
          out,
          drop.delta(),
          drop.sampleSize(),
          "drop of accuracy at most %.2f points",
          drop.bound());
      if (!drop.cpuMicros().isEmpty()) {
        out.printf("searched by CPU time a text, µs, of each stage: %s%n", micros(drop));
      }
    }
    BundleManifest.Abstention abstention = manifest.abstention();
    if (abstention != null) {
      proof(
          out,
          abstention.delta(),
          abstention.sampleSize(),
          "abstained though in scope at most %.2f %%",
          abstention.bound());
    }
    if (fitted != null) {
      out.printf(
          "fitted on %d others: temperatures, confidence functions, order of thresholds%n", fitted);
    }
  }

  private static void proof(PrintWriter out, double delta, int size, String what, double bound) {
    out.printf(
        Locale.ROOT,
        "proved at delta %s on %d utterances: " + what + "%n",
        delta,
        size,
        100 * bound);
  }

  private static List<String> micros(BundleManifest.Calibration drop) {
    return drop.cpuMicros().stream().map(it -> "%.1f".formatted(it)).toList();
  }

  private static void abstaining(List<Abstaining> all, PrintWriter out) {
    out.println("the last stage alone would abstain, by");
    for (Abstaining one : all) {
      out.printf(
          Locale.ROOT,
          "  %-16s below %.4f: in scope at most %5.2f %%%s%n",
          one.function().word(),
          one.threshold(),
          100 * one.bound(),
          one.oosRecall() == null
              ? ""
              : ", out of scope %6.2f %%".formatted(100 * one.oosRecall()));
    }
    out.println();
  }
}
