package io.millrace.serve.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.TemperatureScaling;
import io.millrace.model.text.TokenIds;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.TextEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
  private static final List<String> LABELS = List.of("pay", "move");
  private static final AnswerCache.Policy POLICY = new AnswerCache.Policy(1_000_000, 0.9);
  private static final long NEVER = Long.MAX_VALUE;

  private final AtomicLong clock = new AtomicLong(1_000_000);
  private final AtomicInteger studentCalls = new AtomicInteger();
  private final AtomicInteger teacherCalls = new AtomicInteger();
  private final Queue<Boolean> recalled = new ConcurrentLinkedQueue<>();
  private final FakeClassifier student =
      new FakeClassifier(2).whenAsked(studentCalls::incrementAndGet);
  private final FakeClassifier teacher =
      new FakeClassifier(2).whenAsked(teacherCalls::incrementAndGet);
  private Cascade cascade = cascade(POLICY);

  @AfterEach
  void stop() throws InterruptedException {
    cascade.stop(Duration.ofSeconds(20));
  }

  @Test
  void answersARepeatWithoutTheEngine() throws InterruptedException {
    student.answers("hello", 9, 0);

    Prediction first = ask("hello");
    Prediction repeat = ask("olleh");

    assertThat(first.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(repeat.outcome()).isEqualTo(Outcome.CACHED);
    assertThat(repeat.id()).isEqualTo("id of olleh");
    assertThat(repeat)
        .usingRecursiveComparison()
        .ignoringFields("id", "outcome", "timings")
        .isEqualTo(first);
    assertThat(studentCalls).hasValue(1);
    assertThat(recalled).containsExactly(false, true);
  }

  @Test
  void remembersEachStageForItself() throws InterruptedException {
    teacher.answers("hello", 0, 9);

    ask("hello");
    Prediction repeat = ask("hello");

    assertThat(repeat.outcome()).isEqualTo(Outcome.CACHED);
    assertThat(repeat.stage()).isEqualTo("teacher");
    assertThat(studentCalls).hasValue(2);
    assertThat(teacherCalls).hasValue(1);
  }

  @Test
  void asksAgainWhatWasNotSure() throws InterruptedException {
    // Accepted at 0.8, remembered from 0.9 on: 1 / (1 + exp(-2)) lies between.
    student.answers("hello", 2, 0);

    ask("hello");

    assertThat(ask("hello").outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(ask("neither").outcome()).isEqualTo(Outcome.ABSTAINED);
    assertThat(ask("neither").outcome()).isEqualTo(Outcome.ABSTAINED);
  }

  @Test
  void aRepeatAfterItsDeadlineIsLate() throws InterruptedException {
    student.answers("hello", 9, 0);
    ask("hello");

    assertThat(ask("hello", clock.get() - 1).outcome()).isEqualTo(Outcome.LATE);
  }

  @Test
  void forgetsWhenAnotherBundleComesIntoForce() throws InterruptedException {
    student.answers("hello", 9, 0);
    ask("hello");
    cascade.stop(Duration.ofSeconds(20));
    student.isClosed = false;
    student.answers("hello", 0, 9);

    cascade = cascade(POLICY);

    assertThat(ask("hello").outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(ask("hello").label()).isEqualTo("move");
  }

  @Test
  void tellsUtterancesWithEqualHashesApart() {
    AnswerCache cache = new AnswerCache(POLICY);
    TokenIds ids = new TokenIds(new int[] {1, 31}, 2, 1);
    TokenIds others = new TokenIds(new int[] {2, 0}, 2, 1);
    float[] logits = {1, 2};

    cache.keep(0, ids, logits, 1);

    assertThat(cache.find(0, new TokenIds(new int[] {1, 31}, 2, 1))).isSameAs(logits);
    assertThat(cache.find(0, others)).isNull();
    assertThat(cache.find(1, ids)).isNull();
    assertThat(cache.find(0, new TokenIds(new int[] {1, 31}, 1, 2))).isNull();
  }

  @Test
  void keepsToItsSize() {
    AnswerCache cache = new AnswerCache(new AnswerCache.Policy(10_000, 0));

    for (int id = 0; id < 1_000; id++) {
      cache.keep(0, new TokenIds(new int[] {id}, 1, 1), new float[] {id}, 1);
    }

    long kept = 0;
    for (int id = 0; id < 1_000; id++) {
      kept += cache.find(0, new TokenIds(new int[] {id}, 1, 1)) == null ? 0 : 1;
    }
    // An entry weighs 160 bytes and two numbers.
    assertThat(kept).isBetween(1L, 10_000L / 168);
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new AnswerCache.Policy(0, 0.9)).hasMessageContaining("cache.size");
    assertThatThrownBy(() -> new AnswerCache.Policy(1, Double.NaN))
        .hasMessageContaining("millrace.cache.min-confidence: expected 0..1, found NaN");
  }

  private Prediction ask(String text) throws InterruptedException {
    return ask(text, NEVER);
  }

  private Prediction ask(String text, long deadlineNanos) throws InterruptedException {
    RecordedReply reply = new RecordedReply();
    TextEvent event = new TextEvent("id of " + text, text, OptionalLong.empty(), 0, "{}");
    cascade.ask(event, clock.get() - 1_000_000, deadlineNanos, reply);
    return reply.prediction();
  }

  private Cascade cascade(AnswerCache.Policy policy) {
    FakeTokenizer tokenizer = new FakeTokenizer();
    Gate gate = new Gate(TemperatureScaling.NONE, 0.8, -1);
    Cascade started =
        new Cascade(
            new LoadedBundle(
                "fake:1",
                LABELS,
                List.of(
                    new CascadeStage("student", tokenizer, student, gate),
                    new CascadeStage("teacher", tokenizer, teacher, gate))),
            new BatchPolicy(4, 1_000, 0, Long.MAX_VALUE),
            new BatchPool.Setting(
                1, 100, clock::get, BatchListener.NONE, (thread, bug) -> recalled.add(null)),
            new CascadeListener() {
              @Override
              public void recalled(int stage, boolean isKnown) {
                recalled.add(isKnown);
              }
            },
            Optional.of(new AnswerCache(policy)));
    started.start();
    return started;
  }
}
