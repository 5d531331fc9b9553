package io.millrace.serve.trace;

import io.millrace.serve.cascade.Trace;
import io.opentelemetry.api.trace.Span;
import java.util.Map;

/**
 * The trace of an event that is not kept: its readers are told its id, and that it is not.
 *
 * <p>Immutable.
 */
record PassingTrace(Span span) implements Trace {
  @Override
  public Map<String, String> headers() {
    return ContextHeaders.of(span);
  }

  @Override
  public Map<String, String> leaving(Step step) {
    return headers();
  }
}
