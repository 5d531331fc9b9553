package io.millrace.serve.metric;

import io.micrometer.core.instrument.Counter;
import io.millrace.serve.cascade.Trace;
import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.kafka.flow.IntakeListener;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Feeds the meters of events.
 *
 * <p>Safe for use by many threads.
 */
public final class KafkaMeters implements IntakeListener {
  private final Map<Outcome, Counter> events = new EnumMap<>(Outcome.class);
  private final Map<Outcome, DistributionDataPoint> endToEnd = new EnumMap<>(Outcome.class);
  private final Map<ErrorKind, Counter> deadLetters = new EnumMap<>(ErrorKind.class);
  private final Counter passedOn;
  private volatile int inFlight;
  private volatile boolean isBreakerOpen;

  /** Makes all meters. */
  public KafkaMeters(Meters meters) {
    for (Outcome outcome : Outcome.values()) {
      events.put(outcome, meters.counter(Meter.EVENTS, outcome.word()));
      endToEnd.put(outcome, meters.histogram(Meter.END_TO_END, outcome.word()));
    }
    for (ErrorKind kind : ErrorKind.values()) {
      deadLetters.put(
          kind, meters.counter(Meter.DEAD_LETTERS, kind.name().toLowerCase(Locale.ROOT)));
    }
    passedOn = meters.counter(Meter.PASSED_ON);
    meters.gauge(Meter.IN_FLIGHT, this, of -> of.inFlight);
    meters.gauge(Meter.BREAKER_OPEN, this, of -> of.isBreakerOpen ? 1 : 0);
  }

  @Override
  public void inFlight(int events) {
    inFlight = events;
  }

  @Override
  public void answered(Outcome outcome, long endToEndNanos, Trace trace) {
    events.get(outcome).increment();
    Meters.observe(endToEnd.get(outcome), endToEndNanos, trace.id());
  }

  @Override
  public void deadLettered(String place, Rejection rejection) {
    deadLetters.get(rejection.kind()).increment();
  }

  @Override
  public void breaker(boolean isOpen) {
    isBreakerOpen = isOpen;
  }

  @Override
  public void passedOn() {
    passedOn.increment();
  }
}
