package io.millrace.serve.quality.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Simulated events as the default bundle answers them (README, results): of what is out of scope it
 * abstains on 72 %, of what is in scope on 2.8 %.
 *
 * <p>A million for each of ten references: {@code ./mvnw test -Dtest=DriftWatchTest
 * -Dmillrace.test.events=1000000}.
 */
class DriftWatchTest {
  private static final DriftPolicy POLICY = new DriftPolicy(2_000, 1_000, 10_000_000);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void raisesThatMoreIsOutOfScopeWithin500Events(long seed) {
    Watched watched = new Watched(POLICY);
    Traffic before = new Traffic(new Random(seed), 0.05);
    Traffic after = new Traffic(new Random(-seed), 0.3);
    watched.see(before, 5_000);
    assertThat(watched.raised).isEmpty();

    watched.see(after, 500);

    assertThat(watched.raised).containsKey(DriftTest.ABSTENTION);
  }

  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103, 104, 105, 106, 107, 108, 109, 110})
  void raisesNoFalseAlarm(long seed) {
    Watched watched = new Watched(POLICY);

    watched.see(
        new Traffic(new Random(seed), 0.05), Integer.getInteger("millrace.test.events", 20_000));

    assertThat(watched.raised).isEmpty();
  }

  @Test
  void raisesThatConfidenceFell_andClearsItWhenItIsBack() {
    Watched watched = new Watched(POLICY);
    Random random = new Random(5);
    watched.see(() -> new Observation("a", 1 - 0.1 * random.nextDouble()), 4_000);

    watched.see(() -> new Observation("a", 1 - 0.3 * random.nextDouble()), 1_000);

    assertThat(watched.raised).containsOnlyKeys(DriftTest.CONFIDENCE);
    assertThat(watched.state.isRaised(DriftTest.CONFIDENCE)).isTrue();

    watched.see(() -> new Observation("a", 1 - 0.1 * random.nextDouble()), 5_000);

    assertThat(watched.state.isRaised(DriftTest.CONFIDENCE)).isFalse();
  }

  @Test
  void raisesThatLabelsComeInAnotherMix() {
    Watched watched = new Watched(POLICY);
    Random random = new Random(9);
    watched.see(() -> new Observation("label" + random.nextInt(20), 0.9), 6_000);
    assertThat(watched.raised).isEmpty();

    watched.see(() -> new Observation("label" + random.nextInt(10), 0.9), 2_000);

    assertThat(watched.raised).containsOnlyKeys(DriftTest.LABELS);
  }

  @ParameterizedTest
  @EnumSource
  void isSilentBeforeItHasSeenAnything(DriftTest test) {
    Watched watched = new Watched(POLICY);
    watched.see(new Traffic(new Random(2), 0.05), 2_000);

    assertThat(new DriftWatch(POLICY).strength(watched.baseline, watched.state, test)).isZero();
  }

  @Test
  void standsEventsThatAreAllAlike() {
    Watched watched = new Watched(POLICY);

    watched.see(() -> new Observation("a", 1), 4_000);
    watched.see(() -> new Observation(null, 0), 4_000);

    assertThat(watched.raised).containsKeys(DriftTest.ABSTENTION, DriftTest.CONFIDENCE);
  }

  @Test
  void refusesAPolicyThatProvesNothing() {
    assertThatThrownBy(() -> new DriftPolicy(10, 1_000, 10_000_000))
        .hasMessage("millrace.quality.reference: expected at least 100, found 10");
    assertThatThrownBy(() -> new DriftPolicy(2_000, 1_000, 9_999))
        .hasMessage("millrace.quality.false-alarm-events: expected at least 10000, found 9999");
  }

  /** A watch with its state, and when each test first raised an alarm. */
  private static final class Watched {
    final DriftWatch watch;
    final Map<DriftTest, Integer> raised = new EnumMap<>(DriftTest.class);
    Baseline.Sums sums = new Baseline.Sums();
    Baseline baseline;
    DriftWatch.State state;
    int seen;

    Watched(DriftPolicy policy) {
      watch = new DriftWatch(policy);
    }

    void see(Supplier<Observation> traffic, int events) {
      for (int i = 0; i < events; i++) {
        see(traffic.get());
      }
    }

    private void see(Observation event) {
      seen++;
      if (baseline == null) {
        sums = watch.learn(sums, event);
        baseline = watch.baseline(sums).orElse(null);
        state = baseline == null ? null : DriftWatch.State.after(baseline);
        return;
      }
      DriftWatch.Step step = watch.next(baseline, state, event);
      state = step.state();
      step.changes().stream()
          .filter(DriftWatch.Change::isRaised)
          .forEach(change -> raised.putIfAbsent(change.test(), seen));
    }
  }

  /** Events of which a share is out of scope. */
  private record Traffic(Random random, double outOfScope) implements Supplier<Observation> {
    @Override
    public Observation get() {
      boolean isOutOfScope = random.nextDouble() < outOfScope;
      boolean isAbstained = random.nextDouble() < (isOutOfScope ? 0.722 : 0.028);
      double doubt = Math.pow(random.nextDouble(), isAbstained ? 1 : 12);
      return new Observation(isAbstained ? null : "label" + random.nextInt(150), 1 - doubt);
    }
  }
}
