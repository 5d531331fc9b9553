package io.millrace.serve.app;

import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.http.console.RecentDeadLetters;
import io.millrace.serve.kafka.flow.IntakeListener;

/**
 * Tells the meters of all, and the console of dead letters.
 *
 * <p>Safe for use by many threads.
 */
record WatchedIntake(IntakeListener meters, RecentDeadLetters deadLetters)
    implements IntakeListener {
  @Override
  public void inFlight(int events) {
    meters.inFlight(events);
  }

  @Override
  public void answered(Outcome outcome, long endToEndNanos) {
    meters.answered(outcome, endToEndNanos);
  }

  @Override
  public void deadLettered(String place, Rejection rejection) {
    meters.deadLettered(place, rejection);
    deadLetters.add(place, rejection);
  }

  @Override
  public void passedOn() {
    meters.passedOn();
  }

  @Override
  public void breaker(boolean isOpen) {
    meters.breaker(isOpen);
  }
}
