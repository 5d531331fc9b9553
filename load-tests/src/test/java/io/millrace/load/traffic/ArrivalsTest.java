package io.millrace.load.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.load.scenario.ScenarioFile;
import io.millrace.load.scenario.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalsTest {
  @TempDir private Path directory;

  @Test
  void comeEvenly() throws Exception {
    List<Double> due = due("{rate: 200, arrivals: constant}", 1);

    assertThat(due).hasSizeBetween(199, 200);
    for (double gap : gaps(due)) {
      assertThat(gap).isCloseTo(0.005, Offset.offset(1e-9));
    }
  }

  /** Kolmogorov and Smirnov's test against the exponential law, at a level of 0.1 %. */
  @Test
  void comeAtRandomAsIndependentUsersDo() throws Exception {
    double[] gaps = gaps(due("{rate: 2000, arrivals: poisson}", 10));

    Arrays.sort(gaps);
    double worst = 0;
    for (int i = 0; i < gaps.length; i++) {
      double law = 1 - Math.exp(-gaps[i] * 2_000);
      worst =
          Math.max(worst, Math.max(law - i / (double) gaps.length, (i + 1.0) / gaps.length - law));
    }
    assertThat(worst).isLessThan(1.95 / Math.sqrt(gaps.length));
  }

  @Test
  void comeInBursts() throws Exception {
    List<Double> due =
        due("{rate: 100, arrivals: constant, curve: bursts, period: 5s, factor: 10}", 10);

    // Four seconds of 100 and one of 1,000, twice.
    assertThat(count(due, 0, 4)).isCloseTo(400, Offset.offset(2L));
    assertThat(count(due, 4, 5)).isCloseTo(1_000, Offset.offset(20L));
    assertThat(count(due, 5, 9)).isCloseTo(400, Offset.offset(2L));
    assertThat(count(due, 9, 10)).isCloseTo(1_000, Offset.offset(20L));
  }

  @Test
  void followADay() throws Exception {
    List<Double> due = due("{rate: 100, arrivals: constant, curve: day, period: 24s}", 24);

    assertThat((double) due.size()).isCloseTo(2_400, Percentage.withPercentage(1));
    assertThat(count(due, 3, 5)).isLessThan(40);
    assertThat(count(due, 11, 13)).isGreaterThan(240);
    assertThat(count(due, 19, 21)).isGreaterThan(240);
  }

  @Test
  void changeTheirRateAndRest() throws Exception {
    Arrivals arrivals = new Arrivals(traffic("{rate: 100, arrivals: constant}"), new Random(1));
    count(arrivals, 1);

    arrivals.rate(0);
    assertThat(count(arrivals, 3)).isZero();

    arrivals.rate(1_000);
    assertThat(count(arrivals, 4)).isBetween(999, 1_001);
  }

  private static int count(Arrivals arrivals, double until) {
    int count = 0;
    while (arrivals.advance(until)) {
      count++;
    }
    return count;
  }

  private List<Double> due(String traffic, double until) throws Exception {
    Arrivals arrivals = new Arrivals(traffic(traffic), new Random(1));
    List<Double> due = new ArrayList<>();
    while (arrivals.advance(until)) {
      due.add(arrivals.atSeconds());
    }
    return due;
  }

  private Traffic traffic(String yaml) throws Exception {
    Path file = Files.writeString(directory.resolve("own.yaml"), "traffic: " + yaml);
    return ScenarioFile.read(file).scenario().traffic();
  }

  private static double[] gaps(List<Double> due) {
    double[] gaps = new double[due.size() - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = due.get(i + 1) - due.get(i);
    }
    return gaps;
  }

  private static long count(List<Double> due, double from, double to) {
    return due.stream().filter(at -> at >= from && at < to).count();
  }
}
