package io.millrace.serve.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.TemperatureScaling;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Prediction.Alternative;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CascadeTest {
  private static final List<String> LABELS = List.of("pay", "move", "hi", "bye", "oos");
  private static final int OUT_OF_SCOPE = 4;
  private static final long NEVER = Long.MAX_VALUE;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final AtomicLong clock = new AtomicLong(1_000_000);
  private final FakeTokenizer tokenizer = new FakeTokenizer();
  private final FakeTokenizer otherTokenizer = new FakeTokenizer();
  private final FakeClassifier student = new FakeClassifier(LABELS.size());
  private final FakeClassifier teacher = new FakeClassifier(LABELS.size());
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private Cascade cascade;

  @AfterEach
  void stop() throws InterruptedException {
    cascade.stop(LIMIT);
  }

  @Test
  void answersFromTheFirstStageThatIsSure() throws InterruptedException {
    student.answers("hello", 0, 0, 9, 0, 0);
    start(tokenizer);

    Prediction prediction = ask("hello").prediction();

    assertThat(prediction.label()).isEqualTo("hi");
    assertThat(prediction.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(prediction.stage()).isEqualTo("student");
    assertThat(prediction.bundle()).isEqualTo("fake:1");
    assertThat(prediction.id()).isEqualTo("id of hello");
    assertThat(prediction.context()).isEqualTo("{}");
    // 1 / (1 + 4 exp(-9)), to the rounding of single-precision logits.
    assertThat(prediction.confidence()).isCloseTo(0.99951, within(1e-5));
  }

  @Test
  void tellsWhoLooksCloselyWhatEachStageSays() throws InterruptedException {
    student.answers("hello", 1, 0, 2, 0, 0);
    teacher.answers("hello", 9, 0, 0, 0, 0);
    start(tokenizer);

    RecordedReply reply = ask("hello");

    double confidence = reply.prediction().confidence();
    List<StageAnswer> path = reply.path();
    assertThat(path).extracting(StageAnswer::stage).containsExactly("student", "teacher");
    assertThat(path).extracting(StageAnswer::label).containsExactly("hi", "pay");
    assertThat(path).extracting(StageAnswer::accepted).containsExactly(false, true);
    assertThat(path.getFirst().sureness()).isLessThan(path.getFirst().threshold());
    assertThat(path.getLast().confidence()).isEqualTo(confidence);
    assertThat(path).extracting(StageAnswer::requests).containsExactly(1, 1);
    assertThat(path).extracting(StageAnswer::tokens).containsExactly(1, 1);
    assertThat(path).extracting(StageAnswer::loadLevel).containsExactly(0, 0);
  }

  @Test
  void tellsTheTimesOfEachStageAlone_andTheirSumWithTheAnswer() throws InterruptedException {
    student.whenAsked(() -> clock.addAndGet(3_000_000)).answers("hello", 1, 0, 2, 0, 0);
    teacher.whenAsked(() -> clock.addAndGet(5_000_000)).answers("hello", 9, 0, 0, 0, 0);
    start(tokenizer);

    RecordedReply reply = ask("hello");

    assertThat(reply.prediction().timings().serviceMs()).isEqualTo(8);
    assertThat(reply.path()).extracting(StageAnswer::serviceMs).containsExactly(3.0, 5.0);
  }

  @Test
  void escalatesWhatTheStudentDefers() throws InterruptedException {
    student.answers("hello", 1, 0, 0, 0, 0);
    teacher.answers("hello", 0, 9, 0, 0, 0);
    start(tokenizer);

    Prediction prediction = ask("hello").prediction();

    assertThat(prediction.label()).isEqualTo("move");
    assertThat(prediction.stage()).isEqualTo("teacher");
    assertThat(heard)
        .containsExactly(
            "tokenized 0", "judged 0", "escalated 0", "judged 1", "answered 1 ACCEPTED");
  }

  @Test
  void abstainsWhenNoStageIsSure() throws InterruptedException {
    teacher.answers("hello", 0, 0, 1, 0, 9);
    start(tokenizer);

    Prediction prediction = ask("hello").prediction();

    assertThat(prediction.label()).isNull();
    assertThat(prediction.outcome()).isEqualTo(Outcome.ABSTAINED);
    assertThat(prediction.stage()).isEqualTo("teacher");
    assertThat(prediction.alternatives().getFirst().label()).isEqualTo("hi");
    assertThat(prediction.confidence())
        .isEqualTo(prediction.alternatives().getFirst().confidence())
        .isLessThan(0.01);
  }

  @Test
  void givesTheThreeBestLabelsInScope() throws InterruptedException {
    student.answers("hello", 7, 14, 5, 6, 8);
    start(tokenizer);

    assertThat(ask("hello").prediction().alternatives())
        .extracting(Alternative::label)
        .containsExactly("move", "pay", "bye");
  }

  @Test
  void sharesTokenIdsBetweenStagesThatReadAlike() throws InterruptedException {
    start(tokenizer);

    ask("hello").await();

    assertThat(tokenizer.encoded).hasValue(1);
  }

  @Test
  void readsAnewForAStageThatReadsOtherwise() throws InterruptedException {
    start(otherTokenizer);

    ask("hello").await();

    assertThat(tokenizer.encoded).hasValue(1);
    assertThat(otherTokenizer.encoded).hasValue(1);
  }

  @Test
  void anEventThatComesLateHasNoLabel() throws InterruptedException {
    start(tokenizer);

    Prediction prediction = ask("hello", clock.get() - 1).prediction();

    assertThat(prediction.outcome()).isEqualTo(Outcome.LATE);
    assertThat(prediction.label()).isNull();
    assertThat(prediction.stage()).isNull();
    assertThat(tokenizer.encoded).hasValue(0);
    assertThat(heard).containsExactly("answered -1 LATE");
  }

  @Test
  void anEventThatGetsLateHasTheBestAnswerSoFar() throws InterruptedException {
    student.answers("hello", 1, 0, 0, 0, 0).whenAsked(() -> clock.addAndGet(100));
    start(tokenizer);

    Prediction prediction = ask("hello", clock.get() + 50).prediction();

    assertThat(prediction.outcome()).isEqualTo(Outcome.LATE);
    assertThat(prediction.label()).isEqualTo("pay");
    assertThat(prediction.stage()).isEqualTo("student");
  }

  @Test
  void anAnswerAfterTheDeadlineIsLate() throws InterruptedException {
    student.answers("hello", 9, 0, 0, 0, 0).whenAsked(() -> clock.addAndGet(100));
    start(tokenizer);

    assertThat(ask("hello", clock.get() + 50).prediction().outcome()).isEqualTo(Outcome.LATE);
    assertThat(ask("hello", clock.get() + 100).prediction().outcome()).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void saysWhereTheTimeWent() throws InterruptedException {
    student.whenAsked(() -> clock.addAndGet(2_000_000));
    teacher.whenAsked(() -> clock.addAndGet(5_000_000));
    start(tokenizer);

    Prediction prediction = ask("hello").prediction();

    assertThat(prediction.timings()).isEqualTo(new Prediction.Timings(0, 7, 8));
  }

  @Test
  void rejectsOnlyTheEventThatTheEngineFailsOn() throws InterruptedException {
    start(tokenizer);

    RecordedReply bad = ask("13 characters");
    RecordedReply good = ask("hello");

    assertThat(bad.await())
        .isEqualTo(
            new Rejection(
                ErrorKind.ENGINE,
                "the engine fails on this event alone: planted failure",
                "student"));
    assertThat(good.prediction().outcome()).isEqualTo(Outcome.ABSTAINED);
    assertThat(cascade.isHealthy()).isTrue();
  }

  @Test
  void rejectsAnEventThatBreaksTheTokenizer() throws InterruptedException {
    start(tokenizer);

    assertThat(ask("unreadable").await())
        .isEqualTo(new Rejection(ErrorKind.ENGINE, "the tokenizer fails on this event", "student"));
  }

  @Test
  void closesItsModelsWhenItStops() throws InterruptedException {
    start(tokenizer);
    RecordedReply before = ask("hello");

    cascade.stop(LIMIT);

    assertThat(before.await()).isInstanceOf(Prediction.class);
    assertThat(ask("hello").await()).isEqualTo("unanswered");
    assertThat(student.isClosed).isTrue();
    assertThat(teacher.isClosed).isTrue();
  }

  @Test
  void studentsAlonePassOnWhatTheyDefer() throws InterruptedException {
    start(List.of(stage("student", tokenizer, student)), Part.STUDENTS);

    RecordedReply deferred = ask("hello");

    assertThat(deferred.await()).isEqualTo("deferred");
    Prediction known = deferred.prediction();
    assertThat(known.outcome()).isEqualTo(Outcome.ABSTAINED);
    assertThat(known.stage()).isEqualTo("student");
    assertThat(known.alternatives()).isNotEmpty();
    assertThat(heard).contains("escalated 0").doesNotContain("answered 0 ABSTAINED");
  }

  @Test
  void theTeacherAloneAbstains() throws InterruptedException {
    start(List.of(stage("teacher", tokenizer, teacher)), Part.TEACHER);

    assertThat(ask("hello").prediction().outcome()).isEqualTo(Outcome.ABSTAINED);
  }

  private RecordedReply ask(String text) {
    return ask(text, NEVER);
  }

  private RecordedReply ask(String text, long deadlineNanos) {
    RecordedReply reply = new RecordedReply();
    TextEvent event = new TextEvent("id of " + text, text, OptionalLong.empty(), 0, "{}");
    cascade.ask(event, clock.get() - 1_000_000, deadlineNanos, reply);
    return reply;
  }

  private void start(FakeTokenizer ofTeacher) {
    start(
        List.of(stage("student", tokenizer, student), stage("teacher", ofTeacher, teacher)),
        Part.ALL);
  }

  private static CascadeStage stage(String name, FakeTokenizer tokenizer, FakeClassifier model) {
    return new CascadeStage(
        name, tokenizer, model, new Gate(TemperatureScaling.NONE, 0.8, OUT_OF_SCOPE));
  }

  private void start(List<CascadeStage> stages, Part part) {
    LoadedBundle bundle = new LoadedBundle("fake:1", LABELS, stages, List.of(), part);
    cascade =
        new Cascade(
            bundle,
            new BatchPolicy(4, 1_000, 0, Long.MAX_VALUE),
            new BatchPool.Setting(
                2,
                100,
                clock::get,
                BatchListener.NONE,
                (thread, bug) -> heard.add("bug " + bug.getMessage())),
            listener());
    cascade.start();
  }

  private CascadeListener listener() {
    return new CascadeListener() {
      @Override
      public void tokenized(int stage, long nanos) {
        heard.add("tokenized " + stage);
      }

      @Override
      public void judged(int stage, double confidence) {
        heard.add("judged " + stage);
      }

      @Override
      public void escalated(int stage) {
        heard.add("escalated " + stage);
      }

      @Override
      public void answered(int stage, Outcome outcome, long totalNanos) {
        heard.add("answered " + stage + " " + outcome);
      }
    };
  }
}
