package io.millrace.serve.metric;

import io.micrometer.core.instrument.Counter;
import io.millrace.serve.trace.SpanListener;

/**
 * Feeds the meter of spans.
 *
 * <p>Safe for use by many threads.
 */
public final class SpanMeters implements SpanListener {
  private final Counter exported;
  private final Counter failed;
  private final Counter dropped;

  /** Makes all meters. */
  public SpanMeters(Meters meters) {
    exported = meters.counter(Meter.SPANS, "exported");
    failed = meters.counter(Meter.SPANS, "failed");
    dropped = meters.counter(Meter.SPANS, "dropped");
  }

  @Override
  public void exported(int spans) {
    exported.increment(spans);
  }

  @Override
  public void failed(int spans) {
    failed.increment(spans);
  }

  @Override
  public void dropped() {
    dropped.increment();
  }
}
