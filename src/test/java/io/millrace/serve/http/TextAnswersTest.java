package io.millrace.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TextAnswersTest {
  private static final long SECOND = 1_000_000_000;

  private final List<Answerer.Reply> replies = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final AtomicLong backlog = new AtomicLong();
  private final TextAnswers answers =
      new TextAnswers(
          this::take, new HttpPolicy(3, 2 * SECOND, backlog::get, 65_536, () -> 5 * SECOND));

  @Test
  void answersInTheOrderOfTheTexts() {
    CompletableFuture<List<Prediction>> answer =
        answers.ask("1", List.of("a", "b"), RequestTraces.OfRequest.NONE);
    replies.get(1).answered(prediction("b"));
    assertThat(answer).isNotDone();
    replies.get(0).answered(prediction("a"));

    assertThat(answer.join()).extracting(Prediction::label).containsExactly("a", "b");
  }

  @Test
  void refusesWhatFindsNoRoomAndAsksNothingOfIt() {
    answers.ask("1", List.of("a", "b"), RequestTraces.OfRequest.NONE);

    HttpFailure failure =
        refused(answers.ask("2", List.of("c", "d"), RequestTraces.OfRequest.NONE));

    assertThat(failure.status()).isEqualTo(429);
    assertThat(failure.retrySeconds()).isEqualTo(1);
    assertThat(asked).containsExactly("a", "b");
  }

  @Test
  void hasRoomAgainWhenOneIsAnsweredOrFails() {
    answers.ask("1", List.of("a", "b", "c"), RequestTraces.OfRequest.NONE);
    replies.get(0).answered(prediction("a"));
    replies.get(1).rejected(new Rejection(ErrorKind.ENGINE, "the engine fails", "student"));
    replies.get(2).unanswered();

    answers.ask("2", List.of("d", "e", "f"), RequestTraces.OfRequest.NONE);

    assertThat(asked).hasSize(6);
  }

  @Test
  void refusesWhileTooMuchWaits() {
    backlog.set(2 * SECOND + 1);
    HttpFailure failure = refused(answers.ask("1", "a", RequestTraces.OfRequest.NONE));

    assertThat(failure.status()).isEqualTo(429);
    assertThat(failure.retrySeconds()).isEqualTo(3);
    assertThat(asked).isEmpty();

    backlog.set(2 * SECOND);
    answers.ask("1", "a", RequestTraces.OfRequest.NONE);
    assertThat(asked).containsExactly("a");
  }

  @Test
  void refusesMoreTextsThanEverFit() {
    assertThat(
            refused(answers.ask("1", List.of("a", "b", "c", "d"), RequestTraces.OfRequest.NONE))
                .status())
        .isEqualTo(413);
  }

  @Test
  void tellsWhyThereIsNoAnswer() {
    CompletableFuture<Prediction> failing = answers.ask("1", "a", RequestTraces.OfRequest.NONE);
    CompletableFuture<Prediction> stopping = answers.ask("2", "b", RequestTraces.OfRequest.NONE);
    replies.get(0).rejected(new Rejection(ErrorKind.ENGINE, "the engine fails", "student"));
    replies.get(1).unanswered();

    assertThat(refused(failing).status()).isEqualTo(500);
    assertThat(refused(failing)).hasMessage("the engine fails");
    assertThat(refused(stopping).status()).isEqualTo(503);
  }

  @Test
  void refusesLimitsThatMakeNoSense() {
    assertThatThrownBy(() -> new HttpPolicy(0, 1, backlog::get, 1, () -> 0))
        .hasMessage("millrace.http.texts: expected at least 1, found 0");
    assertThatThrownBy(() -> new HttpPolicy(1, 0, backlog::get, 1, () -> 0))
        .hasMessage("millrace.http.backlog: expected more than no time");
  }

  private void take(TextEvent event, long arrived, long deadline, Answerer.Reply reply) {
    assertThat(arrived).isEqualTo(5 * SECOND);
    assertThat(deadline).isEqualTo(Long.MAX_VALUE);
    asked.add(event.text());
    replies.add(reply);
  }

  private static HttpFailure refused(CompletableFuture<?> answer) {
    try {
      answer.join();
      throw new AssertionError("it was answered");
    } catch (CompletionException failure) {
      return (HttpFailure) failure.getCause();
    }
  }

  private static Prediction prediction(String label) {
    Prediction.Timings timings = new Prediction.Timings(0, 0, 0);
    return new Prediction(
        "1", label, 1, "student", "fake:1", Outcome.ACCEPTED, List.of(), null, timings);
  }
}
