package io.millrace.bench.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.simulate.Simulation;
import io.millrace.serve.batch.schedule.Decision;
import io.millrace.serve.batch.schedule.QueueView;
import io.millrace.serve.batch.schedule.Waiting;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RivalTest {
  private static final long MILLI = 1_000_000;

  @Test
  void countWaitsForItsNumberOrItsDelay() {
    Rival rival = new FixedCount(3, 5 * MILLI);

    assertThat(decide(rival, 2 * MILLI, 10, 10)).isEqualTo(new Decision.Wait(5 * MILLI));
    assertThat(sent(rival, 5 * MILLI, 10, 10)).isEqualTo(2);
    assertThat(sent(rival, 0, 10, 90, 10, 10)).isEqualTo(3);
  }

  @Test
  void tokensHoldsItsBudgetOfPaddedTokens() {
    assertThat(sent(new FifoTokens(100), 0, 30, 30, 40, 30)).isEqualTo(2);
    assertThat(sent(new FifoTokens(100), 0, 300, 30)).isOne();
  }

  @Test
  void learnedHoldsAsManyAsItsObjectiveAllows() {
    Rival rival = new LearnedLatency(64, 10 * MILLI);
    for (int size = 1; size < 20; size++) {
      rival.observe(size, 10, MILLI + size * MILLI);
    }
    int[] hundred = IntStream.generate(() -> 10).limit(100).toArray();

    assertThat(sent(rival, 0, hundred)).isEqualTo(9);
  }

  @Test
  void additiveIncreaseGrowsByOneAndShrinksByATenth() {
    Rival rival = new AdditiveIncrease(10 * MILLI);
    int[] hundred = IntStream.generate(() -> 10).limit(100).toArray();
    for (int size = 1; size < 20; size++) {
      rival.observe(size, 10, MILLI);
    }

    assertThat(sent(rival, 0, hundred)).isEqualTo(20);
    rival.observe(20, 10, 11 * MILLI);
    assertThat(sent(rival, 0, hundred)).isEqualTo(18);
  }

  private static int sent(Rival rival, long nowNanos, int... tokens) {
    return ((Decision.Send) decide(rival, nowNanos, tokens)).picks().length;
  }

  private static Decision decide(Rival rival, long nowNanos, int... tokens) {
    List<Waiting<String>> waiting =
        Arrays.stream(tokens)
            .mapToObj(length -> new Waiting<>("text", length, 0, Long.MAX_VALUE))
            .toList();
    return rival.decide(
        List.of(new QueueView(waiting, 0, Simulation.DEFAULTS, rival.surface(), Long.MIN_VALUE)),
        nowNanos);
  }
}
