package io.millrace.serve.http;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import jakarta.inject.Singleton;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Asks the cascade for texts that came over HTTP, a bounded number at a time, so that a flood of
 * requests takes no room from Kafka's events.
 *
 * <p>Safe for use by many threads.
 */
@Singleton
public final class TextAnswers {
  private static final int UNAVAILABLE = 503;

  private final Answerer answerer;
  private final HttpPolicy policy;
  private final Semaphore room;

  /** Asks nothing yet. */
  public TextAnswers(Answerer answerer, HttpPolicy policy) {
    this.answerer = answerer;
    this.policy = policy;
    this.room = new Semaphore(policy.maxInFlight());
  }

  /**
   * The prediction for one text; completes on an engine worker, exceptionally with {@link
   * HttpFailure}.
   */
  CompletableFuture<Prediction> ask(String id, String text) {
    CompletableFuture<Prediction> answer = new CompletableFuture<>();
    if (!room.tryAcquire()) {
      answer.completeExceptionally(new HttpFailure(UNAVAILABLE, "no room, try again"));
      return answer;
    }
    TextEvent event = new TextEvent(id, text, OptionalLong.empty(), 0, null);
    answerer.ask(event, policy.nanoClock().getAsLong(), Long.MAX_VALUE, new Reply(answer));
    return answer;
  }

  private final class Reply implements Answerer.Reply {
    private final CompletableFuture<Prediction> answer;

    Reply(CompletableFuture<Prediction> answer) {
      this.answer = answer;
    }

    @Override
    public void answered(Prediction prediction) {
      room.release();
      answer.complete(prediction);
    }

    @Override
    public void rejected(Rejection rejection) {
      room.release();
      answer.completeExceptionally(new HttpFailure(500, rejection.message()));
    }

    @Override
    public void unanswered() {
      room.release();
      answer.completeExceptionally(new HttpFailure(UNAVAILABLE, "stopping, ask elsewhere"));
    }
  }
}
