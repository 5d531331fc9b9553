package io.millrace.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.bench.service.Trial;
import io.millrace.bench.simulate.CallTimes;
import io.millrace.serve.batch.schedule.BatchPolicy;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurroundingsTest {
  private static final CallTimes HALF_MILLI = (size, longest, chance) -> 500_000;
  private static final PodModel MODEL =
      new PodModel(
          List.of(HALF_MILLI),
          new Visits(List.of(new int[] {8})),
          new BatchPolicy(1, 1024, 0, Long.MAX_VALUE),
          1);

  /**
   * One event a second waits for nobody: inside it spends its call, which live took three times as
   * long.
   */
  @Test
  void findsHowMuchLongerCallsTake() {
    Conditions conditions = new Surroundings(MODEL, 1).of(List.of(seen(0, 3_500, 1_500)), 50);

    // Ten halvings of a range of a factor of 256 leave half a percent.
    assertThat(conditions.stretch()).isCloseTo(3, within(0.02));
    assertThat(conditions.load()).isEqualTo(0.02);
    assertThat(conditions.road()[0] / 1e6).isCloseTo(2, within(0.02));
    assertThat(conditions.cpuMicros()).isEqualTo(400);
  }

  /** A call of 1.5 ms in which an event spent 9: no queue explains that, so its road was longer. */
  @Test
  void countsPausesAsRoad() {
    Trial.Seen seen = seen(0, 3_500, 1_500);
    seen.latencyMicros()[7] += 7_500;
    seen.insideMicros()[7] += 7_500;

    Conditions conditions = new Surroundings(MODEL, 1).of(List.of(seen), 50);

    // In virtual time one in a thousand waits for part of another's call, so that much is inside.
    assertThat(conditions.road()[Conditions.ROADS - 1] / 1e6).isBetween(8.0, 9.52);
    assertThat(conditions.road()[Conditions.ROADS / 2] / 1e6).isCloseTo(2, within(0.02));
  }

  @Test
  void takesTheMiddleOfTheQuietRounds() {
    Trial.Seen fast = seen(0.01, 3_000, 1_000);
    Trial.Seen usual = seen(0.05, 4_000, 1_000);
    Trial.Seen slow = seen(0.02, 5_000, 1_000);
    Trial.Seen disturbed = seen(1.2, 90_000, 30_000);

    List<Trial.Seen> quiet = Surroundings.quiet(List.of(disturbed, fast, slow, usual));

    assertThat(quiet).containsExactly(fast, slow, usual);
    assertThat(Surroundings.latencyMs(quiet, 0.99)).isEqualTo(4);
  }

  @Test
  void takesHalfOfTheRoundsWhereNoneIsQuiet() {
    List<Trial.Seen> rounds =
        List.of(seen(0.9, 1, 1), seen(0.5, 1, 1), seen(1.4, 1, 1), seen(1.1, 1, 1));

    assertThat(Surroundings.quiet(rounds))
        .extracting(Trial.Seen::otherWork)
        .containsExactly(0.5, 0.9);
  }

  private static Trial.Seen seen(double otherWork, double latencyMicros, double insideMicros) {
    double[] latencies = new double[1000];
    double[] insides = new double[1000];
    Arrays.fill(latencies, latencyMicros);
    Arrays.fill(insides, insideMicros);
    return new Trial.Seen(1, 400, otherWork, latencies, insides);
  }
}
