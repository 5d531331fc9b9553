package io.millrace.serve.http;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.cascade.StageAnswer;
import io.millrace.serve.cascade.Trace;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Asks the cascade for texts that came over HTTP, in the same batches as Kafka's events. A bounded
 * number at a time, and none while too much waits, so that a flood of requests takes no room from
 * the events: who comes then is told to come back.
 *
 * <p>Safe for use by many threads.
 */
@Singleton
public final class TextAnswers {
  private static final int TOO_LARGE = 413;
  private static final int FAILED = 500;
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
   * The predictions for the texts of one request, in their order. All are asked or none is.
   * Completes on an engine worker, exceptionally with {@link HttpFailure}.
   */
  public CompletableFuture<List<Prediction>> ask(
      String id, List<String> texts, RequestTraces.OfRequest traces) {
    try {
      enter(texts.size());
    } catch (HttpFailure refused) {
      return CompletableFuture.failedFuture(refused);
    }
    List<CompletableFuture<Prediction>> asked =
        texts.stream().map(text -> ask(id, text, traces.text())).toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
  }

  /** The same for one text. */
  public CompletableFuture<Prediction> ask(String id, String text, RequestTraces.OfRequest traces) {
    return ask(id, List.of(text), traces).thenApply(List::getFirst);
  }

  private CompletableFuture<Prediction> ask(String id, String text, Trace trace) {
    return ask(id, text, answer -> trace == Trace.NONE ? answer : new Followed(answer, trace));
  }

  /**
   * The same for one text, with what each stage says on the way.
   *
   * @param judged called before the prediction completes, by one thread at a time
   */
  public CompletableFuture<Prediction> trace(String id, String text, Consumer<StageAnswer> judged) {
    try {
      enter(1);
    } catch (HttpFailure refused) {
      return CompletableFuture.failedFuture(refused);
    }
    return ask(id, text, answer -> new Tried(answer, new Judgements(judged)));
  }

  private CompletableFuture<Prediction> ask(
      String id, String text, UnaryOperator<Answerer.Reply> reply) {
    CompletableFuture<Prediction> answer = new CompletableFuture<>();
    TextEvent event = new TextEvent(id, text, OptionalLong.empty(), 0, null);
    answerer.ask(
        event, policy.nanoClock().getAsLong(), Long.MAX_VALUE, reply.apply(new Reply(answer)));
    return answer;
  }

  private void enter(int texts) {
    if (texts > policy.maxInFlight()) {
      throw new HttpFailure(
          TOO_LARGE, "at most %d texts in a request".formatted(policy.maxInFlight()));
    }
    long waitNanos = policy.backlogNanos().getAsLong();
    if (waitNanos > policy.maxBacklogNanos()) {
      throw HttpFailure.overload("too much waits already, try again later", waitNanos);
    }
    if (!room.tryAcquire(texts)) {
      throw HttpFailure.overload("too many texts are asked at a time, try again", waitNanos);
    }
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
      fail(new HttpFailure(FAILED, rejection.message()));
    }

    @Override
    public void unanswered() {
      fail(new HttpFailure(UNAVAILABLE, "stopping, ask elsewhere"));
    }

    private void fail(HttpFailure failure) {
      room.release();
      answer.completeExceptionally(failure);
    }
  }

  private record Followed(Answerer.Reply watched, Trace trace) implements Answerer.WatchedReply {
    @Override
    public void answered(Prediction prediction) {
      trace.answered(prediction);
      watched.answered(prediction);
    }

    @Override
    public void rejected(Rejection rejection) {
      trace.rejected(rejection);
      watched.rejected(rejection);
    }
  }

  private record Tried(Answerer.Reply watched, Trace trace)
      implements Answerer.WatchedReply, Answerer.TriedReply {}

  private record Judgements(Consumer<StageAnswer> judge) implements Trace {
    @Override
    public void judged(StageAnswer answer) {
      judge.accept(answer);
    }
  }
}
