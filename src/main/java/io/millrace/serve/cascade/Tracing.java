package io.millrace.serve.cascade;

import java.util.function.UnaryOperator;

/**
 * Begins traces.
 *
 * <p>Safe for use by many threads.
 */
public interface Tracing {
  /** Begins none. */
  Tracing NONE = (_, _) -> Trace.NONE;

  /**
   * The way of something that came, which goes on with the trace that it brings, if it brings one.
   *
   * @param header the value of a header that came with it, by name; null if there is none
   */
  Trace begin(Trace.Step step, UnaryOperator<String> header);
}
