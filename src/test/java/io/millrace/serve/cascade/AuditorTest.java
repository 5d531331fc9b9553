package io.millrace.serve.cascade;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.TemperatureScaling;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.event.Audit;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.TextEvent;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditorTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration AMPLE = Duration.ofHours(1);

  private final Queue<String> bugs = new ConcurrentLinkedQueue<>();
  private final Queue<Audit> audits = new ConcurrentLinkedQueue<>();
  private final Queue<AuditListener.Reason> dropped = new ConcurrentLinkedQueue<>();
  private final AtomicInteger counted = new AtomicInteger();
  private final FakeClassifier student =
      new FakeClassifier(2).answers("good", 9, 0).answers("mistaken", 9, 0);
  private final FakeClassifier teacher =
      new FakeClassifier(2).answers("good", 9, 0).answers("mistaken", 0, 9);
  private final LiveCascade live = new LiveCascade(started("fake:1", student, teacher));

  @AfterEach
  void stop() throws InterruptedException {
    live.stop(LIMIT);
    assertThat(bugs).isEmpty();
  }

  @Test
  void asksTheTeacherToo_onceTheAnswerHasGone() throws InterruptedException {
    Prediction answer = ask(auditor(1, 64), "1", "mistaken").prediction();

    assertThat(answer.label()).isEqualTo("yes");
    await().atMost(LIMIT).until(() -> audits.size() == 1);
    Audit audit = audits.remove();
    assertThat(audit.answer()).isEqualTo(answer);
    assertThat(audit.teacher().stage()).isEqualTo("teacher");
    assertThat(audit.teacherLabel()).isEqualTo("no");
    assertThat(audit.agrees()).isFalse();
    assertThat(dropped).isEmpty();
  }

  @Test
  void tellsTheAskerWhatTheTeacherSays_beforeItsAnswerOrInTheAudit() throws InterruptedException {
    RecordedReply accepted = ask(auditor(0, 64), "1", "good");
    assertThat(accepted.prediction().stage()).isEqualTo("student");
    RecordedReply escalated = ask(auditor(0, 64), "2", "unknown");
    assertThat(escalated.prediction().outcome()).isEqualTo(Outcome.ABSTAINED);
    RecordedReply audited = ask(auditor(1, 64), "3", "mistaken");
    await().atMost(LIMIT).until(() -> audits.size() == 1);

    assertThat(accepted.lessons()).isEmpty();
    assertThat(escalated.lessons()).containsExactly("fake:1 teacher [0.0, 0.0]");
    assertThat(audited.lessons()).containsExactly("fake:1 teacher [0.0, 9.0]");
  }

  @Test
  void countsAsNoEvent() throws InterruptedException {
    ask(auditor(1, 64), "1", "good").await();
    await().atMost(LIMIT).until(() -> audits.size() == 1);

    assertThat(audits.remove().agrees()).isTrue();
    assertThat(counted).hasValue(1);
  }

  @Test
  void doesNotAskTheTeacherTwice() throws InterruptedException {
    // 7 letters: no stage knows it, so the teacher has said what it can.
    assertThat(ask(auditor(1, 64), "1", "unknown").prediction().outcome())
        .isEqualTo(Outcome.ABSTAINED);

    live.stop(LIMIT);
    assertThat(audits).isEmpty();
    assertThat(dropped).isEmpty();
  }

  @Test
  void choosesAShareByTheIdAlone() {
    AuditPolicy policy = new AuditPolicy(0.1, AMPLE, 1);

    List<String> ids = IntStream.range(0, 20_000).mapToObj(i -> "events-0-" + i).toList();
    long chosen = ids.stream().filter(policy::chooses).count();

    // Four standard errors of 2,000 draws of 20,000.
    assertThat(chosen).isBetween(1_830L, 2_170L);
    assertThat(ids.stream().filter(policy::chooses).toList())
        .isEqualTo(ids.stream().filter(new AuditPolicy(0.1, AMPLE, 9)::chooses).toList());
    assertThat(ids).noneMatch(new AuditPolicy(0, AMPLE, 1)::chooses);
    assertThat(ids).allMatch(new AuditPolicy(1, AMPLE, 1)::chooses);
  }

  @Test
  void dropsWhatFindsNoRoom_andWhatFails() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    teacher.whenAsked(
        () -> {
          asked.countDown();
          pass(goOn);
        });
    Auditor auditor = auditor(1, 1);
    ask(auditor, "1", "good").await();
    pass(asked);

    Prediction second = ask(auditor, "2", "good").prediction();

    assertThat(second.label()).isEqualTo("yes");
    await().atMost(LIMIT).until(() -> dropped.contains(AuditListener.Reason.FULL));
    goOn.countDown();
    await().atMost(LIMIT).until(() -> audits.size() == 1);
  }

  @Test
  void dropsWhatTheBundleInForceHasNotAnswered() {
    assertThat(live.askLast("fake:0", event("1", "good"), new RecordedReply())).isFalse();
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new AuditPolicy(1.5, AMPLE, 1))
        .hasMessage("millrace.audit.share: expected 0..1, found 1.5");
    assertThatThrownBy(() -> new AuditPolicy(Double.NaN, AMPLE, 1))
        .hasMessage("millrace.audit.share: expected 0..1, found NaN");
    assertThatThrownBy(() -> new AuditPolicy(0.5, Duration.ZERO, 1))
        .hasMessageStartingWith("millrace.audit.backlog: expected more than 0");
  }

  private Auditor auditor(double share, int room) {
    AuditListener listener =
        new AuditListener() {
          @Override
          public void audited(Audit audit) {
            audits.add(audit);
          }

          @Override
          public void dropped(Reason reason) {
            dropped.add(reason);
          }
        };
    return new Auditor(live, new AuditPolicy(share, AMPLE, room), listener);
  }

  private static RecordedReply ask(Auditor auditor, String id, String text) {
    RecordedReply reply = new RecordedReply();
    auditor.ask(event(id, text), System.nanoTime(), Long.MAX_VALUE, reply);
    return reply;
  }

  private static TextEvent event(String id, String text) {
    return new TextEvent(id, text, OptionalLong.empty(), 0, null);
  }

  private static void pass(CountDownLatch latch) {
    try {
      assertThat(latch.await(LIMIT.toSeconds(), SECONDS)).isTrue();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private Cascade started(String name, FakeClassifier student, FakeClassifier teacher) {
    Gate gate = new Gate(TemperatureScaling.NONE, 0.9, -1);
    FakeTokenizer tokenizer = new FakeTokenizer();
    LoadedBundle bundle =
        new LoadedBundle(
            name,
            List.of("yes", "no"),
            List.of(
                new CascadeStage("student", tokenizer, student, gate),
                new CascadeStage("teacher", tokenizer, teacher, gate)));
    CascadeListener counting =
        new CascadeListener() {
          @Override
          public void answered(int stage, Outcome outcome, long totalNanos) {
            counted.incrementAndGet();
          }
        };
    Cascade cascade =
        new Cascade(
            bundle,
            new BatchPolicy(1, 64, 0, 1),
            new BatchPool.Setting(
                2, 64, System::nanoTime, BatchListener.NONE, (_, bug) -> bugs.add(bug.toString())),
            counting);
    cascade.start();
    return cascade;
  }
}
