package io.millrace.serve.app;

import io.millrace.serve.cascade.Trace;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.http.console.RecentDeadLetters;
import io.millrace.serve.kafka.flow.IntakeListener;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Tells the meters of all, and the console of dead letters.
 *
 * <p>Safe for use by many threads.
 *
 * @param traces begins the traces of events
 */
record WatchedIntake(
    IntakeListener meters,
    RecentDeadLetters deadLetters,
    Function<ConsumerRecord<byte[], byte[]>, Trace> traces)
    implements IntakeListener {
  @Override
  public Trace taken(ConsumerRecord<byte[], byte[]> record) {
    return traces.apply(record);
  }

  @Override
  public void inFlight(int events) {
    meters.inFlight(events);
  }

  @Override
  public void answered(Outcome outcome, long endToEndNanos, Trace trace) {
    meters.answered(outcome, endToEndNanos, trace);
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
