package io.millrace.cli;

import io.millrace.bench.plan.Calibration;
import io.millrace.bench.plan.Forecast;
import io.millrace.bench.plan.Objective;
import io.millrace.bench.plan.Planner;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** A plan for people. */
record PlanTable(
    double rate,
    Objective objective,
    Calibration calibration,
    Planner.Plan plan,
    Optional<Forecast> here) {
  private static final String ROW = "%6s %7s %7s %6s %6s %10s %10s %10s  %s%n";

  /** Cores; less than that every machine spends on itself. */
  private static final double MUCH = 0.2;

  static void print(PlanTable table, PrintWriter out) {
    table.print(out);
    out.flush();
  }

  private void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "The service answers at most %,.0f events a second, by %.2f of this machine's cores;"
            + " broker and traffic have the others.%n"
            + "So a core of its own is worth %,.0f; up to %.0f %% of that is planned for.%n%n",
        calibration.peak(),
        calibration.cores(),
        calibration.peakOfCore(),
        100 * Calibration.FULL);
    if (calibration.otherWork() > MUCH) {
      out.printf(
          Locale.ROOT,
          "Other work had %.2f cores meanwhile: this is a plan for a machine that is as busy.%n%n",
          calibration.otherWork());
    }
    String percentile = objective.text().substring(0, objective.text().indexOf('='));
    out.printf(ROW, "pods", "cores", "in all", "load", "CPU", "p50", "p99", percentile, "");
    for (Forecast forecast : plan.tried()) {
      row(out, forecast, forecast == plan.best() && forecast.isMet() ? "<- cheapest" : "");
    }
    here.ifPresentOrElse(
        forecast -> row(out, forecast, "this machine, broker and traffic on it"),
        () -> out.println("This machine, with broker and traffic on it, cannot answer so many."));
    out.printf(
        Locale.ROOT,
        "%n%s at %,.0f events a second; %.1f %% are escalated%n",
        objective.text(),
        rate,
        100 * plan.best().escalationRate());
  }

  private static void row(PrintWriter out, Forecast forecast, String note) {
    out.printf(
        Locale.ROOT,
        ROW,
        forecast.pods(),
        forecast.cores(),
        forecast.pods() * forecast.cores(),
        percent(forecast.load()),
        percent(forecast.cpuUtilisation()),
        millis(forecast.p50Ms()),
        millis(forecast.p99Ms()),
        millis(forecast.objectiveMs()),
        (forecast.isMet() ? "kept  " : "      ") + note);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%.2f ms", millis);
  }
}
