package io.millrace.serve.quality.evidence;

/**
 * How drift is looked for.
 *
 * <p>Immutable.
 *
 * @param reference events of a bundle, its first, that later ones are compared with
 * @param window events whose labels are looked at together; so many without an alarm clear it
 * @param falseAlarmEvents one false alarm in that many events, or fewer, of all tests together
 */
public record DriftPolicy(int reference, int window, long falseAlarmEvents) {
  private static final int LEAST = 100;

  /** Refuses what proves nothing, by the name of the option. */
  public DriftPolicy {
    require(reference >= LEAST, "reference", LEAST, reference);
    require(window >= LEAST, "drift-window", LEAST, window);
    require(falseAlarmEvents >= 10L * window, "false-alarm-events", 10L * window, falseAlarmEvents);
  }

  private static void require(boolean holds, String key, long least, long found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "millrace.quality.%s: expected at least %d, found %d".formatted(key, least, found));
    }
  }

  /** Values in which one test alone may raise one false alarm. */
  double level() {
    return (double) DriftTest.values().length * falseAlarmEvents;
  }

  /** Chance of a false alarm that a window of labels may take. */
  double labelChance() {
    return window / level();
  }
}
