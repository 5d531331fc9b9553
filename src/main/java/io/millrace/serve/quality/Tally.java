package io.millrace.serve.quality;

import io.millrace.serve.event.Outcome;

/**
 * Counts of one stage's events.
 *
 * <p>Immutable.
 *
 * @param events predicted
 * @param accepted with a label, in time
 * @param abstained without one
 * @param confidence sum over events
 * @param audited events of which the last stage was asked
 * @param agreed of those
 * @param told events whose label is known
 * @param right of those
 */
record Tally(
    long events,
    long accepted,
    long abstained,
    double confidence,
    long audited,
    long agreed,
    long told,
    long right) {
  static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

  static Tally of(Sighting seen) {
    long right = seen.isRight() ? 1 : 0;
    return switch (seen.kind()) {
      case PREDICTED ->
          new Tally(
              1,
              seen.outcome() == Outcome.ACCEPTED || seen.outcome() == Outcome.CACHED ? 1 : 0,
              seen.outcome() == Outcome.ABSTAINED ? 1 : 0,
              seen.confidence(),
              0,
              0,
              0,
              0);
      case AUDITED -> new Tally(0, 0, 0, 0, 1, right, 0, 0);
      case TOLD -> new Tally(0, 0, 0, 0, 0, 0, 1, right);
    };
  }

  Tally plus(Tally other) {
    return new Tally(
        events + other.events,
        accepted + other.accepted,
        abstained + other.abstained,
        confidence + other.confidence,
        audited + other.audited,
        agreed + other.agreed,
        told + other.told,
        right + other.right);
  }
}
