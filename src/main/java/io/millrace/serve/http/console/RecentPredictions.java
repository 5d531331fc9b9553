package io.millrace.serve.http.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.TextEvent;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Watches answerers, and notes some of their predictions: at most ten a second, so that a full
 * stream costs one comparison an event.
 *
 * <p>Safe for use by many threads.
 */
public final class RecentPredictions {
  private static final int MOST = 30;
  private static final long INTERVAL_NANOS = 100_000_000;

  private final ConsolePolicy policy;
  private final Latest<Note> notes = new Latest<>(MOST);

  /** The arrival from which the next event is noted; events of the same instant may both be. */
  private final AtomicLong nextNanos = new AtomicLong(Long.MIN_VALUE);

  /** Notes nothing yet, and never if the console is off. */
  public RecentPredictions(ConsolePolicy policy) {
    this.policy = policy;
  }

  /**
   * One prediction.
   *
   * @param text null unless it may be shown
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Note(
      String id,
      String text,
      String label,
      double confidence,
      String stage,
      String outcome,
      double totalMs) {}

  /** The same answerer, watched. */
  public Answerer watching(Answerer answerer) {
    return (event, arrivedNanos, deadlineNanos, reply) -> {
      boolean isNoted =
          policy.isOn() && !(reply instanceof Answerer.TriedReply) && isDue(arrivedNanos);
      answerer.ask(event, arrivedNanos, deadlineNanos, isNoted ? new Noting(event, reply) : reply);
    };
  }

  private boolean isDue(long arrivedNanos) {
    long next = nextNanos.get();
    return (next == Long.MIN_VALUE || arrivedNanos - next >= 0)
        && nextNanos.compareAndSet(next, arrivedNanos + INTERVAL_NANOS);
  }

  List<Note> newestFirst() {
    return notes.newestFirst();
  }

  private void note(TextEvent event, Prediction prediction) {
    notes.add(
        new Note(
            prediction.id(),
            policy.showsTexts() ? event.text() : null,
            prediction.label(),
            prediction.confidence(),
            prediction.stage(),
            prediction.outcome().word(),
            prediction.timings().totalMs()));
  }

  /** What is deferred goes unnoted: another process will answer, and its console shows it. */
  private final class Noting implements Answerer.WatchedReply {
    private final TextEvent event;
    private final Answerer.Reply reply;

    Noting(TextEvent event, Answerer.Reply reply) {
      this.event = event;
      this.reply = reply;
    }

    @Override
    public Answerer.Reply watched() {
      return reply;
    }

    @Override
    public void answered(Prediction prediction) {
      reply.answered(prediction);
      note(event, prediction);
    }
  }
}
