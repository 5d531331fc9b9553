package io.millrace.serve.trace;

/** Hears what becomes of spans; must return quickly and throw nothing. */
public interface SpanListener {
  /** Hears nothing. */
  SpanListener NONE = new SpanListener() {};

  /** So many were taken by whoever keeps traces. */
  default void exported(int spans) {}

  /** So many were lost, because whoever keeps traces did not take them. */
  default void failed(int spans) {}

  /** One was lost, because too many were waiting. */
  default void dropped() {}
}
