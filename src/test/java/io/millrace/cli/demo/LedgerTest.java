package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Ledger ledger = new Ledger(List.of("student", "teacher"));

  @Test
  void countsAnswersByStageAndOutcome() {
    ledger.enter(prediction(0, "student", "accepted", 1));
    ledger.enter(prediction(1, "teacher", "accepted", 2));
    ledger.enter(prediction(2, "teacher", "abstained", 3));
    ledger.enter(prediction(3, null, "late", 4));
    ledger.enter(deadLetter(4));

    assertThat(ledger.answeredByStage())
        .containsExactly(Map.entry("student", 1L), Map.entry("teacher", 2L));
    assertThat(ledger.escalated()).isEqualTo(2);
    assertThat(ledger.abstained()).isEqualTo(1);
    assertThat(ledger.late()).isEqualTo(1);
    assertThat(ledger.deadLetters()).isEqualTo(1);
    assertThat(ledger.finished()).isEqualTo(5);
  }

  @Test
  void countsAnEventOnce() {
    assertThat(ledger.enter(prediction(7, "student", "accepted", 1))).isTrue();
    assertThat(ledger.enter(prediction(7, "student", "accepted", 1))).isFalse();
    assertThat(ledger.enter(deadLetter(7))).isFalse();

    assertThat(ledger.finished()).isEqualTo(1);
    assertThat(ledger.duplicates()).isEqualTo(2);
  }

  @Test
  void keepsLatencyOfAllAndOfTheLastPage() {
    ledger.enter(prediction(0, "student", "accepted", 100));
    ledger.turnPage();
    ledger.enter(prediction(1, "student", "accepted", 2));

    // HdrHistogram with three digits: within a thousandth.
    assertThat(ledger.percentileMs(100)).isCloseTo(100, within(0.1));
    assertThat(ledger.recentPercentileMs(100)).isCloseTo(2, within(0.002));
  }

  @Test
  void leavesDeadLettersOutOfLatency() {
    ledger.enter(deadLetter(0));

    assertThat(ledger.percentileMs(100)).isZero();
  }

  private static Answer prediction(long number, String stage, String outcome, long millis) {
    String label = outcome.equals("accepted") ? "balance" : null;
    return new Answer(number, millis * 1_000_000, stage, outcome, label, "balance", 0.9, null);
  }

  private static Answer deadLetter(long number) {
    return new Answer(number, 1_000_000, null, null, null, null, 0, "not JSON");
  }
}
