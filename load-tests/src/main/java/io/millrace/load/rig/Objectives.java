package io.millrace.load.rig;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a scenario must show, and whether it did.
 *
 * <p>Confined to the thread of the run.
 */
public final class Objectives {
  private record Objective(String what, String wanted, String found, boolean isHeld) {}

  private final List<Objective> all = new ArrayList<>();

  /** A count that must be exactly this. */
  public Objectives exactly(String what, long wanted, long found) {
    all.add(new Objective(what, number(wanted), number(found), found == wanted));
    return this;
  }

  /** A figure with a limit. */
  public Objectives atMost(String what, double limit, double found) {
    all.add(new Objective(what, "<= " + number(limit), number(found), found <= limit));
    return this;
  }

  /** A figure that must be reached. */
  public Objectives atLeast(String what, double limit, double found) {
    all.add(new Objective(what, ">= " + number(limit), number(found), found >= limit));
    return this;
  }

  /** Whether all that were looked at hold; false if none was. */
  public boolean areHeld() {
    return !all.isEmpty() && all.stream().allMatch(Objective::isHeld);
  }

  /** A row each. */
  public void print(PrintWriter out) {
    out.printf("  %-44s %14s %14s%n", "objective", "wanted", "found");
    all.forEach(
        each ->
            out.printf(
                "  %-44s %14s %14s   %s%n",
                each.what, each.wanted, each.found, each.isHeld ? "holds" : "DOES NOT HOLD"));
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.2f", value);
  }
}
