package io.millrace.serve.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import io.millrace.serve.http.console.RecentPredictions.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecentPredictionsTest {
  private static final long TENTH = 100_000_000;

  private final List<Prediction> told = new ArrayList<>();

  @Test
  void notesWithoutTextsUnlessTheyMayBeShown() {
    RecentPredictions hidden = recent(true, false);
    RecentPredictions shown = recent(true, true);

    answering(hidden).ask(event("a"), 0, 0, new Reply());
    answering(shown).ask(event("a"), 0, 0, new Reply());

    assertThat(hidden.newestFirst())
        .containsExactly(new Note("id of a", null, "pay", 0.9, "student", "accepted", 3));
    assertThat(shown.newestFirst()).extracting(Note::text).containsExactly("a");
    assertThat(told).hasSize(2);
  }

  @Test
  void notesTenASecondAtMostAndAnswersAll() {
    RecentPredictions recent = recent(true, false);
    long start = Long.MAX_VALUE - TENTH;

    answering(recent).ask(event("a"), start, 0, new Reply());
    answering(recent).ask(event("b"), start + TENTH - 1, 0, new Reply());
    answering(recent).ask(event("c"), start + TENTH, 0, new Reply());
    answering(recent).ask(event("d"), start + 2 * TENTH + 1, 0, new Reply());

    assertThat(recent.newestFirst())
        .extracting(Note::id)
        .containsExactly("id of d", "id of c", "id of a");
    assertThat(told).hasSize(4);
  }

  @Test
  void forgetsTheOldest() {
    RecentPredictions recent = recent(true, false);

    for (int i = 0; i < 40; i++) {
      answering(recent).ask(event("t" + i), i * TENTH, 0, new Reply());
    }

    assertThat(recent.newestFirst()).hasSize(30).extracting(Note::id).startsWith("id of t39");
  }

  @Test
  void notesNothingWhereThereIsNoConsole() {
    RecentPredictions recent = recent(false, true);

    answering(recent).ask(event("a"), 0, 0, new Reply());

    assertThat(recent.newestFirst()).isEmpty();
    assertThat(told).hasSize(1);
  }

  @Test
  void passesOnWhatIsNoAnswer() {
    List<String> heard = new ArrayList<>();
    RecentPredictions recent = recent(true, true);
    Answerer failing =
        recent.watching(
            (event, arrived, deadline, reply) -> {
              reply.rejected(new Rejection(ErrorKind.ENGINE, "why", "student"));
              reply.unanswered();
              reply.deferred(prediction(event));
            });

    failing.ask(event("a"), 0, 0, new Heard(heard));

    assertThat(heard).containsExactly("rejected", "unanswered", "deferred");
    assertThat(recent.newestFirst()).isEmpty();
  }

  private static RecentPredictions recent(boolean isOn, boolean showsTexts) {
    return new RecentPredictions(new ConsolePolicy(isOn, showsTexts));
  }

  private static Answerer answering(RecentPredictions recent) {
    return recent.watching((event, arrived, deadline, reply) -> reply.answered(prediction(event)));
  }

  private static TextEvent event(String text) {
    return new TextEvent("id of " + text, text, OptionalLong.empty(), 0, null);
  }

  private static Prediction prediction(TextEvent event) {
    return new Prediction(
        event.id(),
        "pay",
        0.9,
        "student",
        "fake:1",
        Outcome.ACCEPTED,
        List.of(),
        null,
        new Prediction.Timings(1, 2, 3));
  }

  private final class Reply implements Answerer.Reply {
    @Override
    public void answered(Prediction prediction) {
      told.add(prediction);
    }

    @Override
    public void rejected(Rejection rejection) {
      throw new AssertionError(rejection.message());
    }

    @Override
    public void unanswered() {
      throw new AssertionError("unanswered");
    }
  }

  private record Heard(List<String> words) implements Answerer.Reply {
    @Override
    public void answered(Prediction prediction) {
      words.add("answered");
    }

    @Override
    public void deferred(Prediction abstention) {
      words.add("deferred");
    }

    @Override
    public void rejected(Rejection rejection) {
      words.add("rejected");
    }

    @Override
    public void unanswered() {
      words.add("unanswered");
    }
  }
}
