package io.millrace.serve.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.TemperatureScaling;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.cascade.Thresholds.Wish;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.TextEvent;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** 0.73 sure of "nearly", 0.99988 of "surely". */
  private final FakeClassifier student =
      new FakeClassifier(2).answers("nearly", 1, 0).answers("surely it", 9, 0);

  private List<StageAnswer> judgements;
  private final LiveCascade live = new LiveCascade(started("fake:1"));
  private final Thresholds thresholds = new Thresholds(live, 0.1, 0.6);

  @AfterEach
  void stop() throws InterruptedException {
    live.stop(LIMIT);
  }

  @Test
  void raisesAboveTheBundles_andBack() {
    assertThat(thresholds.follow(new Wish.Raise("fake:1", "student", 0.05))).isEmpty();
    assertThat(live.threshold("student")).isCloseTo(0.85, within(1e-9));

    thresholds.follow(new Wish.Raise("fake:1", "student", 0));

    assertThat(live.threshold("student")).isEqualTo(0.8);
    assertThat(live.threshold("teacher")).isEqualTo(0.8);
    assertThat(live.threshold("nobody")).isNaN();
  }

  @Test
  void whatIsSetByHandHoldsWhateverAuditsSay() {
    thresholds.follow(new Wish.Manual("fake:1", "student", OptionalDouble.of(0.7)));
    thresholds.follow(new Wish.Raise("fake:1", "student", 0.1));

    assertThat(live.threshold("student")).isEqualTo(0.7);
    assertThat(thresholds.inForce().getFirst())
        .isEqualTo(new Thresholds.InForce("student", 0.7, 0.8, 0.1, 0.7));

    thresholds.follow(new Wish.Manual("fake:1", "student", OptionalDouble.empty()));

    assertThat(live.threshold("student")).isCloseTo(0.9, within(1e-9));
  }

  @Test
  void refusesWhatIsOutOfBounds_orForAnother() {
    assertThat(thresholds.follow(new Wish.Raise("fake:1", "student", 0.11)))
        .contains(PolicyListener.Reason.OUT_OF_BOUNDS);
    assertThat(thresholds.follow(new Wish.Raise("fake:1", "student", -0.1)))
        .contains(PolicyListener.Reason.OUT_OF_BOUNDS);
    assertThat(thresholds.follow(new Wish.Raise("fake:1", "student", Double.NaN)))
        .contains(PolicyListener.Reason.OUT_OF_BOUNDS);
    assertThat(thresholds.follow(new Wish.Manual("fake:1", "student", OptionalDouble.of(1.1))))
        .contains(PolicyListener.Reason.OUT_OF_BOUNDS);
    assertThat(thresholds.follow(new Wish.Raise("fake:1", "nobody", 0.1)))
        .contains(PolicyListener.Reason.UNKNOWN_STAGE);
    assertThat(thresholds.follow(new Wish.Raise("fake:2", "student", 0.1)))
        .contains(PolicyListener.Reason.OTHER_BUNDLE);

    assertThat(live.threshold("student")).isEqualTo(0.8);
  }

  @Test
  void movesTheThresholdsOfABundleThatComesIntoForce() throws InterruptedException {
    thresholds.follow(new Wish.Raise("fake:2", "student", 0.1));

    live.replace(started("fake:2")).orElseThrow().drain(LIMIT);
    thresholds.apply();

    assertThat(live.threshold("student")).isCloseTo(0.9, within(1e-9));
  }

  @Test
  void loadLowersStudentsToTheFloor_neverBelow_neverTheTeacher() {
    thresholds.relieve(0.5, 2);
    assertThat(live.threshold("student")).isCloseTo(0.7, within(1e-9));

    thresholds.relieve(1, 4);

    assertThat(live.threshold("student")).isCloseTo(0.6, within(1e-9));
    assertThat(live.threshold("teacher")).isEqualTo(0.8);

    thresholds.follow(new Wish.Manual("fake:1", "student", OptionalDouble.of(0.3)));

    assertThat(live.threshold("student")).isEqualTo(0.3);
  }

  @Test
  void gatesJudgeByTheThresholdInForce() throws InterruptedException {
    assertThat(ask("nearly")).isEqualTo("teacher");
    assertThat(ask("surely it")).isEqualTo("student");

    thresholds.relieve(1, 4);
    assertThat(ask("nearly")).isEqualTo("student");
    assertThat(judgements).extracting(StageAnswer::loadLevel).containsExactly(4);

    thresholds.relieve(0, 0);
    assertThat(ask("nearly")).isEqualTo("teacher");
  }

  @Test
  void loadGoesUpAtOnce_andDownWhenItIsOver() {
    LoadRule rule = new LoadRule(Duration.ofMillis(100), 4);
    long nanos = 0;
    LoadRule.State state = new LoadRule.State(0, 0);
    for (int i = 0; i < 20; i++) {
      nanos += 50_000_000;
      state = rule.next(state, 200_000_000, nanos);
    }
    assertThat(state.level()).isEqualTo(4);
    assertThat(state.sinceNanos()).isEqualTo(200_000_000);
    assertThat(rule.relief(state)).isEqualTo(1);

    // Between half of it and all of it nothing changes.
    assertThat(rule.next(state, 70_000_000, nanos + 1_000_000_000)).isSameAs(state);

    long quietNanos = nanos;
    while (state.level() > 0) {
      nanos += 50_000_000;
      state = rule.next(state, 0, nanos);
    }
    assertThat(nanos - quietNanos).isLessThan(5_000_000_000L);
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new Thresholds(live, 0.1, 1.5))
        .hasMessage("millrace.load.floor: expected 0..1, found 1.5");
    assertThatThrownBy(() -> new LoadRule(Duration.ZERO, 4))
        .hasMessageStartingWith("millrace.load.objective");
    assertThatThrownBy(() -> new LoadRule(Duration.ofSeconds(1), 0))
        .hasMessage("millrace.load.steps: expected 1..100, found 0");
  }

  private String ask(String text) throws InterruptedException {
    RecordedReply reply = new RecordedReply();
    live.ask(
        new TextEvent("1", text, OptionalLong.empty(), 0, null),
        System.nanoTime(),
        Long.MAX_VALUE,
        reply);
    Prediction prediction = reply.prediction();
    judgements = reply.path();
    return prediction.stage();
  }

  private Cascade started(String name) {
    Gate gate = new Gate(TemperatureScaling.NONE, 0.8, -1);
    FakeTokenizer tokenizer = new FakeTokenizer();
    Cascade cascade =
        new Cascade(
            new LoadedBundle(
                name,
                List.of("yes", "no"),
                List.of(
                    new CascadeStage("student", tokenizer, student, gate),
                    new CascadeStage("teacher", tokenizer, new FakeClassifier(2), gate))),
            new BatchPolicy(1, 64, 0, 1),
            new BatchPool.Setting(
                1, 64, System::nanoTime, BatchListener.NONE, (_, bug) -> bug.printStackTrace()),
            CascadeListener.NONE);
    cascade.start();
    return cascade;
  }
}
