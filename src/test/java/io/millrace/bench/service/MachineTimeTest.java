package io.millrace.bench.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTimeTest {
  @Test
  void addsUpWhatIsWork() {
    // User, nice, system, idle, waiting, interrupts, soft interrupts, stolen; guests are in user.
    assertThat(MachineTime.busy("cpu  100 20 30 9000 800 4 5 6 70 0")).isEqualTo(165e7);
  }
}
