package io.millrace.model.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.confidence.RiskControl.Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RiskControlTest {
  private static final double[] THRESHOLDS =
      IntStream.range(0, 50).mapToDouble(i -> 1 - i / 50.0).toArray();

  @Test
  void certifiesFarLessEscalationThanHoeffding() {
    Population population = new Population(3_750, new Random(1));
    RiskControl control = new RiskControl(0.005, 0.05, -1, 1);

    Certificate found = control.boldest(THRESHOLDS.length, population).orElseThrow();

    // A drop near the limit: the teacher is much better on what the student is unsure of.
    assertThat(population.escalationRate(THRESHOLDS[found.step()])).isLessThan(0.4);
    assertThat(found.bound()).isLessThanOrEqualTo(0.005);
    // Hoeffding's width on -1..1, whatever the losses: it would escalate everything.
    assertThat(2 * Math.sqrt(Math.log(1 / 0.05) / (2 * 3_750))).isGreaterThan(0.005);
  }

  @Test
  void breaksTheLimitNoMoreOftenThanDelta() {
    Random random = new Random(2);
    RiskControl control = new RiskControl(0.02, 0.1, -1, 3);
    Population everything = new Population(400_000, random);
    int broken = 0;
    for (int run = 0; run < 150; run++) {
      Optional<Certificate> found =
          control.boldest(THRESHOLDS.length, new Population(1_000, random));
      if (found.isPresent() && everything.drop(THRESHOLDS[found.get().step()]) > 0.02) {
        broken++;
      }
    }

    // 15 expected at most, plus three standard deviations.
    assertThat(broken).isLessThan(26);
  }

  @Test
  void stopsAtTheFirstFailure() {
    IntFunction<double[]> losses =
        step -> {
          double[] sample = new double[2_000];
          Arrays.fill(sample, step == 2 ? 1 : 0);
          return sample;
        };

    Optional<Certificate> found = new RiskControl(0.01, 0.05, -1, 0).boldest(4, losses);

    assertThat(found).map(Certificate::step).contains(1);
  }

  @Test
  void certifiesNothingWhenTheSafestFails() {
    assertThat(new RiskControl(0.01, 0.05, -1, 0).boldest(1, step -> new double[10])).isEmpty();
  }

  @Test
  void saysHowManyUtterancesALimitNeeds() {
    RiskControl control = new RiskControl(0.01, 0.05, -1, 0);
    int least = control.leastSampleSize();

    assertThat(control.boldest(1, step -> new double[least])).isPresent();
    assertThat(control.boldest(1, step -> new double[least - 1])).isEmpty();
    // log(1 / delta) bits of evidence at most 0.0075 a piece, and the bets start small.
    assertThat(least).isBetween(400, 600);
  }

  @Test
  void refusesLimitsAndLossesThatAreNone() {
    assertThatThrownBy(() -> new RiskControl(0, 0.05, -1, 0)).hasMessageContaining("limit");
    assertThatThrownBy(() -> new RiskControl(0.01, 1, -1, 0)).hasMessageContaining("delta");
    assertThatThrownBy(
            () -> new RiskControl(0.01, 0.05, -1, 0).boldest(1, step -> new double[] {Double.NaN}))
        .hasMessageContaining("NaN");
  }

  /**
   * A calibrated student and a teacher that is right where the student is, and half the time where
   * it is not; now and then only the student is right.
   */
  private static final class Population implements IntFunction<double[]> {
    private final double[] confidences;
    private final double[] losses;

    Population(int size, Random random) {
      confidences = new double[size];
      losses = new double[size];
      for (int i = 0; i < size; i++) {
        double unsure = random.nextDouble();
        confidences[i] = 1 - 0.6 * unsure * unsure * unsure * unsure;
        boolean studentIsRight = random.nextDouble() < confidences[i];
        boolean teacherIsRight = random.nextDouble() < (studentIsRight ? 0.99 : 0.5);
        losses[i] = (teacherIsRight ? 1 : 0) - (studentIsRight ? 1 : 0);
      }
    }

    @Override
    public double[] apply(int step) {
      return losses(THRESHOLDS[step]);
    }

    private double[] losses(double threshold) {
      return IntStream.range(0, losses.length)
          .mapToDouble(i -> confidences[i] >= threshold ? losses[i] : 0)
          .toArray();
    }

    double escalationRate(double threshold) {
      return Arrays.stream(confidences).filter(c -> c < threshold).count()
          / (double) confidences.length;
    }

    double drop(double threshold) {
      return Arrays.stream(losses(threshold)).average().orElseThrow();
    }
  }
}
