package io.millrace.load.rig;

import io.millrace.load.ledger.Standing;

/**
 * How many events a crash may have answered twice.
 *
 * <p>Confined to the thread of the run.
 */
public final class Doubling {
  /** The service's default of {@code millrace.in-flight.events}. */
  public static final int IN_FLIGHT_LIMIT = 4_096;

  private int before;
  private int most;
  private int faults;

  /** A fault happens, or the run ends. */
  public void mark(Standing now) {
    most = Math.max(most, now.duplicated() - before);
    before = now.duplicated();
    faults++;
  }

  /** None if the service promises so; else the in-flight limit for each fault. */
  public void judge(Objectives objectives, Standing end, Settings settings) {
    mark(end);
    if (settings.isExactlyOnce()) {
      objectives.exactly("duplicated", 0, end.duplicated());
    } else {
      objectives.atMost("most duplicated by one fault", IN_FLIGHT_LIMIT, most);
      objectives.atMost("duplicated", (double) IN_FLIGHT_LIMIT * faults, end.duplicated());
    }
  }
}
