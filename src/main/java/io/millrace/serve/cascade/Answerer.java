package io.millrace.serve.cascade;

import io.millrace.serve.event.Lesson;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;

/**
 * Answers events; what Kafka and HTTP ask.
 *
 * <p>Safe for use by many threads.
 */
public interface Answerer {
  /**
   * Takes one event. Returns at once; exactly one method of the reply is called exactly once, later
   * and on another thread, or at once on this one.
   *
   * @param arrivedNanos when the event was taken, on the cascade's clock
   * @param deadlineNanos when an answer becomes useless, on the same clock; {@link Long#MAX_VALUE}
   *     for never
   */
  void ask(TextEvent event, long arrivedNanos, long deadlineNanos, Reply reply);

  /** Where an answer goes. Must return quickly and throw nothing: it runs on an engine worker. */
  interface Reply {
    /** Who is told of the event's way. The same object each time. */
    default Trace trace() {
      return Trace.NONE;
    }

    /** The event has its answer. */
    void answered(Prediction prediction);

    /**
     * The students defer, and the teacher is asked by another process. Who cannot pass the event on
     * takes it as an abstention.
     *
     * @param abstention what is known so far
     */
    default void deferred(Prediction abstention) {
      answered(abstention);
    }

    /**
     * The teacher was asked about the event: besides the answer, and before it, or afterwards in an
     * audit.
     *
     * @param logits {@code [labels]}, not to be written to
     */
    default void taught(Lesson.Teacher teacher, float[] logits) {}

    /** The event cannot be answered. */
    void rejected(Rejection rejection);

    /**
     * The cascade is stopping, or has no room; the event is as good as before and must be asked
     * again, here later or elsewhere. Never while fewer events are in flight than its capacity,
     * until it stops.
     */
    void unanswered();
  }

  /** A reply that tells another what it is told; who watches overrides what is of interest. */
  interface WatchedReply extends Reply {
    /** Who waits for the answer. */
    Reply watched();

    @Override
    default Trace trace() {
      return watched().trace();
    }

    @Override
    default void answered(Prediction prediction) {
      watched().answered(prediction);
    }

    @Override
    default void deferred(Prediction abstention) {
      watched().deferred(abstention);
    }

    @Override
    default void taught(Lesson.Teacher teacher, float[] logits) {
      watched().taught(teacher, logits);
    }

    @Override
    default void rejected(Rejection rejection) {
      watched().rejected(rejection);
    }

    @Override
    default void unanswered() {
      watched().unanswered();
    }
  }

  /** A reply to somebody who tries the cascade out by hand: its event is none of the stream's. */
  interface TriedReply extends Reply {}
}
