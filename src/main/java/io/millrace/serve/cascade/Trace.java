package io.millrace.serve.cascade;

import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The way of one event, told to whoever looks at single events.
 *
 * <p>Goes from thread to thread with its event, and is told by one at a time. Must return quickly
 * and throw nothing: it runs on engine workers.
 */
public interface Trace {
  /** Nobody looks, and nothing is made to be told. */
  Trace NONE = new Trace() {};

  /**
   * One part of the way.
   *
   * @param attributes text, numbers and truth values by name; asked only if they are kept
   */
  record Step(String name, Kind kind, Supplier<Map<String, Object>> attributes) {}

  /** What a part of the way is to those outside. */
  enum Kind {
    /** Taken from a topic. */
    CONSUMER,
    /** Sent to a topic. */
    PRODUCER,
    /** Asked by a client that waits. */
    SERVER,
    /** Seen from inside alone. */
    INTERNAL
  }

  /** A stage was asked and its gate has judged; called before the answer, in order. */
  default void judged(StageAnswer answer) {}

  /** The event has its answer. */
  default void answered(Prediction prediction) {}

  /** The students defer: another process finds the answer. */
  default void deferred(Prediction abstention) {}

  /** The event cannot be answered. */
  default void rejected(Rejection rejection) {}

  /**
   * What was asked for is done, well or not; for what is no event.
   *
   * @param attributes what is known now
   * @param error its kind; null if it is none
   */
  default void ended(Map<String, Object> attributes, String error) {}

  /** Headers, by name, with which others go on with the trace at this point. */
  default Map<String, String> headers() {
    return Map.of();
  }

  /**
   * What is known of the event leaves the process.
   *
   * @return headers, by name, with which a reader goes on with the trace
   */
  default Map<String, String> leaving(Step step) {
    return Map.of();
  }

  /** What left is where it should be. */
  default void arrived() {}

  /** 32 hexadecimal digits by which the trace is found where traces are kept; null if it is not. */
  default String id() {
    return null;
  }
}
