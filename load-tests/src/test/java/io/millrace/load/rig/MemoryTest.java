package io.millrace.load.rig;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private final Memory memory = new Memory();

  @Test
  void growsByNothingWhenFlat() {
    for (int i = 0; i < 100; i++) {
      memory.sample(1_000_000 + i % 2);
    }

    assertThat(memory.growthPercent()).isCloseTo(0, Offset.offset(0.01));
  }

  @Test
  void leavesTheFirstHalfOut() {
    for (int i = 0; i < 100; i++) {
      memory.sample(i < 50 ? 1_000 * (i + 1) : 50_000);
    }

    assertThat(memory.growthPercent()).isZero();
  }

  @Test
  void seesASteadyLeak() {
    for (int i = 0; i < 101; i++) {
      memory.sample(1_000_000 + 1_000 * i);
    }

    // From sample 50 to sample 100: 50,000 more, of 1,075,000 on average.
    assertThat(memory.growthPercent()).isCloseTo(100 * 50_000 / 1_075_000.0, Offset.offset(0.01));
  }

  @Test
  void knowsNothingOfTooFewSamples() {
    memory.sample(0);
    memory.sample(1);
    memory.sample(2);

    assertThat(memory.growthPercent()).isNaN();
    assertThat(memory.most()).isEqualTo(2);
  }
}
