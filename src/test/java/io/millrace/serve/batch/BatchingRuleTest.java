package io.millrace.serve.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchingRuleTest {
  private static final long NEVER = Long.MAX_VALUE;
  private static final BatchPolicy POLICY = new BatchPolicy(4, 100, 1_000, NEVER);

  @Test
  void waitsForeverWhenNothingWaits() {
    assertWaits(decide(5, queue(List.of())), NEVER);
  }

  @Test
  void waitsUntilTheOldestHasLingered() {
    assertWaits(decide(900, queue(List.of(at(100, 10), at(300, 10)))), 1_100);
  }

  @Test
  void sendsWhenTheOldestHasLingered() {
    assertSends(decide(1_100, queue(List.of(at(100, 10), at(300, 10)))), 0, 0, 1);
  }

  @Test
  void sendsAtOnceWhenFull() {
    assertSends(
        decide(100, queue(List.of(at(100, 10), at(100, 10), at(100, 10), at(100, 10)))),
        0,
        0,
        1,
        2,
        3);
  }

  @Test
  void sendsAtOnceWhenTheTokenBudgetIsFull() {
    assertWaits(decide(0, queue(List.of(at(0, 33), at(0, 33)))), 1_000);

    assertSends(decide(0, queue(List.of(at(0, 33), at(0, 33), at(0, 33)))), 0, 0, 1, 2);
  }

  @Test
  void countsPaddingAgainstTheTokenBudget() {
    // 3 x 40 = 120 padded tokens, though only 20 + 20 + 40 = 80 are real.
    assertSends(decide(1_000, queue(List.of(at(0, 20), at(0, 20), at(0, 40)))), 0, 0, 1);
  }

  @Test
  void sendsARequestLongerThanTheTokenBudgetAlone() {
    assertSends(decide(0, queue(List.of(at(0, 500), at(0, 10)))), 0, 0);
  }

  @Test
  void takesNoMoreThanTheLargestBatch() {
    assertSends(
        decide(
            5_000,
            queue(List.of(at(1, 10), at(2, 10), at(3, 10), at(4, 10), at(5, 10), at(6, 10)))),
        0,
        0,
        1,
        2,
        3);
  }

  @Test
  void groupsSimilarLengths() {
    assertSends(
        decide(
            5_000,
            queue(
                List.of(at(1, 4), at(2, 20), at(3, 4), at(4, 20), at(5, 4), at(6, 20), at(7, 4)))),
        0,
        0,
        2,
        4,
        6);
  }

  @Test
  void takesTheOldestOfEqualLength() {
    assertSends(
        decide(
            5_000,
            queue(List.of(at(1, 5), at(2, 4), at(3, 4), at(4, 4), at(5, 4), at(6, 5), at(7, 4)))),
        0,
        0,
        1,
        2,
        5);
  }

  @Test
  void neverStarvesALongText() {
    List<Waiting<String>> many = new ArrayList<>();
    many.add(at(1, 90));
    IntStream.range(0, 50).forEach(i -> many.add(at(2, 4)));

    assertSends(decide(5_000, queue(many)), 0, 0);
  }

  @Test
  void padsNoMoreThanHalfOfABatch() {
    // 20 + 4 of 2 x 20 is more than half, 20 + 4 + 4 of 3 x 20 is less.
    assertSends(decide(5_000, queue(List.of(at(1, 20), at(2, 4), at(3, 4)))), 0, 0, 1);
  }

  @Test
  void shedsWhatIsLate() {
    assertThat(
            decide(501, queue(List.of(at(0, 10, 500), at(0, 10), at(0, 10, 501), at(0, 10, 400)))))
        .isInstanceOfSatisfying(
            Decision.Shed.class, shed -> assertThat(shed.picks()).containsExactly(0, 3));
  }

  @Test
  void sendsInTimeForADeadline() {
    QueueView<String> queue =
        new QueueView<>(
            List.of(at(0, 10), at(0, 10, 950)), POLICY, new FixedCost(45), Long.MIN_VALUE);

    // 10 tokens take 450 ns, so 950 is met when sent at 500.
    assertWaits(decide(499, queue), 500);
    assertSends(decide(500, queue), 0, 0, 1);
  }

  @Test
  void findsAnUrgentRequestFarBackInTheQueue() {
    List<Waiting<String>> many = new ArrayList<>();
    IntStream.range(0, 100).forEach(i -> many.add(at(1_000, 4)));
    many.add(at(1_000, 4, 1_200));

    assertThat(decide(1_000, queue(many)))
        .isInstanceOfSatisfying(
            Decision.Send.class, send -> assertThat(send.picks()).contains(100).hasSize(4));
  }

  @Test
  void cutsABatchThatWouldHoldAWorkerTooLong() {
    BatchPolicy sliced = new BatchPolicy(4, 100, 1_000, 250);
    QueueView<String> queue =
        new QueueView<>(
            List.of(at(0, 10), at(0, 10), at(0, 10)), sliced, new FixedCost(10), Long.MIN_VALUE);

    assertSends(decide(0, queue), 0, 0, 1);
  }

  @Test
  void servesACheapStageBeforeASlowOne() {
    QueueView<String> cheap =
        new QueueView<>(List.of(at(500, 10)), POLICY, new FixedCost(1), Long.MIN_VALUE);
    QueueView<String> slow =
        new QueueView<>(List.of(at(0, 10)), POLICY, new FixedCost(1_000), Long.MIN_VALUE);

    assertSends(BatchingRule.decide(List.of(cheap, slow), 2_000), 0, 0);
  }

  @Test
  void servesASlowStageThatHasWaitedLongEnough() {
    QueueView<String> cheap =
        new QueueView<>(List.of(at(998_000, 10)), POLICY, new FixedCost(1), Long.MIN_VALUE);
    QueueView<String> slow =
        new QueueView<>(List.of(at(0, 10)), POLICY, new FixedCost(1_000), Long.MIN_VALUE);

    // Waited by service: the cheap one (1000 + 10) / 10 = 101, the slow one 100 and then 301.
    assertSends(BatchingRule.decide(List.of(cheap, slow), 999_000), 0, 0);
    QueueView<String> cheapLater =
        new QueueView<>(List.of(at(2_999_000, 10)), POLICY, new FixedCost(1), Long.MIN_VALUE);
    assertSends(BatchingRule.decide(List.of(cheapLater, slow), 3_000_000), 1, 0);
  }

  @Test
  void holdsAStageWhoseEngineIsBroken() {
    QueueView<String> held = new QueueView<>(List.of(at(0, 10)), POLICY, new FixedCost(0), 7_000);

    assertWaits(decide(5_000, held), 7_000);
    assertSends(decide(7_000, held), 0, 0);
  }

  private static Waiting<String> at(long enqueuedNanos, int tokens) {
    return at(enqueuedNanos, tokens, NEVER);
  }

  private static Waiting<String> at(long enqueuedNanos, int tokens, long deadlineNanos) {
    return new Waiting<>("request", tokens, enqueuedNanos, deadlineNanos);
  }

  private static QueueView<String> queue(List<Waiting<String>> waiting) {
    return new QueueView<>(waiting, POLICY, new FixedCost(0), Long.MIN_VALUE);
  }

  private static Decision decide(long nowNanos, QueueView<String> only) {
    return BatchingRule.decide(List.of(only), nowNanos);
  }

  private static void assertWaits(Decision decision, long untilNanos) {
    assertThat(decision).isEqualTo(new Decision.Wait(untilNanos));
  }

  private static void assertSends(Decision decision, int stage, int... picks) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Send.class,
            send -> {
              assertThat(send.picks()).containsExactly(picks);
              assertThat(send.stage()).isEqualTo(stage);
            });
  }
}
