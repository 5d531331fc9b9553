package io.millrace.serve.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchingRuleTest {
  private static final long NEVER = Long.MAX_VALUE;
  private static final BatchPolicy POLICY = new BatchPolicy(4, 100, 1_000, NEVER);

  /** A call costs as much as 100 tokens. */
  private static final CostSurface COST = new CostSurface(5_000, 50, 0, 1);

  @Test
  void waitsForeverWhenNothingWaits() {
    assertWaits(decide(5, queue(List.of())), NEVER);
  }

  @Test
  void waitsUntilTheOldestHasLingered() {
    assertWaits(decide(900, queue(List.of(at(100, 10), at(300, 10)))), 1_100);
  }

  @Test
  void lingersNoLongerThanACallsFixedCost() {
    QueueView queue = queue(List.of(at(100, 10)), POLICY, new CostSurface(700, 50, 0, 1));

    assertWaits(decide(799, queue), 800);
    assertSends(decide(800, queue), 0, 0);
  }

  @Test
  void sendsWhenTheOldestHasLingered() {
    assertSends(decide(1_100, queue(List.of(at(100, 10), at(300, 10)))), 0, 0, 1);
  }

  @Test
  void sendsAtOnceWhenFull() {
    List<Waiting<String>> four = List.of(at(100, 10), at(100, 10), at(100, 10), at(100, 10));

    assertSends(decide(100, queue(four)), 0, 0, 1, 2, 3);
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
    List<Waiting<String>> six = IntStream.range(1, 7).mapToObj(i -> at(i, 10)).toList();

    assertSends(decide(5_000, queue(six)), 0, 0, 1, 2, 3);
  }

  @Test
  void groupsSimilarLengths() {
    List<Waiting<String>> two =
        IntStream.range(0, 7).mapToObj(i -> at(i, i % 2 == 0 ? 4 : 20)).toList();

    assertSends(decide(5_000, queue(two)), 0, 0, 2, 4, 6);
  }

  @Test
  void padsAsLongAsThatIsCheaperThanAnotherCall() {
    // To pad 4 to 23 costs 19 tokens, less than a call; to pad two of them costs 38.
    CostSurface dear = new CostSurface(20 * 50, 50, 0, 1);
    List<Waiting<String>> one = List.of(at(0, 23), at(0, 4));
    List<Waiting<String>> two = List.of(at(0, 23), at(0, 4), at(0, 4));

    assertSends(decide(5_000, queue(one, POLICY, dear)), 0, 0, 1);
    assertSends(decide(5_000, queue(two, POLICY, dear)), 0, 0);
  }

  @Test
  void neverStarvesALongText() {
    List<Waiting<String>> many = new ArrayList<>();
    many.add(at(1, 90));
    IntStream.range(0, 50).forEach(i -> many.add(at(2, 4)));

    assertSends(decide(5_000, queue(many)), 0, 0);
  }

  @Test
  void servesTheHigherPriorityFirst() {
    List<Waiting<String>> queue = new ArrayList<>();
    queue.add(new Waiting<>("high", 90, 2_000, NEVER, 1));
    IntStream.range(0, 50).forEach(i -> queue.add(at(0, 4)));

    assertSends(decide(5_000, queue(queue)), 0, 0);
  }

  @Test
  void shedsWhatIsLate() {
    List<Waiting<String>> four = List.of(at(0, 10, 500), at(0, 10), at(0, 10, 501), at(0, 10, 400));

    assertThat(decide(501, queue(four)))
        .isInstanceOfSatisfying(
            Decision.Shed.class, shed -> assertThat(shed.picks()).containsExactly(0, 3));
  }

  @Test
  void sendsInTimeForADeadline() {
    QueueView queue =
        queue(List.of(at(0, 10), at(0, 10, 2_000)), POLICY, new CostSurface(1_200, 10, 0, 1));

    // One takes 1300 ns, so 2000 is met when it is sent at 700; both together would take 1400 ns.
    assertWaits(decide(499, queue), 700);
    assertSends(decide(600, queue(List.of(at(0, 10), at(0, 10, 2_000)), full(2), cost())), 0, 0, 1);
    assertSends(decide(700, queue), 0, 1);
  }

  @Test
  void findsAnUrgentRequestFarBackInTheQueue() {
    List<Waiting<String>> many = new ArrayList<>();
    IntStream.range(0, 100).forEach(i -> many.add(at(1_000, 4)));
    many.add(at(1_000, 4, 12_000));

    assertThat(decide(6_000, queue(many)))
        .isInstanceOfSatisfying(
            Decision.Send.class, send -> assertThat(send.picks()).contains(100).hasSize(4));
  }

  @Test
  void triesWhatIsHopelessOnlyWhenThereIsNothingElseToDo() {
    Waiting<String> hopeless = at(0, 10, 5_400); // Takes 5500 ns.

    assertSends(decide(1_000, queue(List.of(hopeless, at(0, 10)))), 0, 1);
    assertSends(decide(1_000, queue(List.of(hopeless))), 0, 0);
  }

  @Test
  void givesUpWhatWouldCostTheOthersMoreThanItIsWorth() {
    // A full batch takes 7 us. What expires within it would take one worker 13.
    List<Waiting<String>> many = new ArrayList<>();
    IntStream.range(0, 8).forEach(i -> many.add(at(0, 10, 6_500)));
    IntStream.range(0, 8).forEach(i -> many.add(at(0, 10, 50_000)));

    assertSends(decide(0, queue(many)), 0, 8, 9, 10, 11);
  }

  @Test
  void cutsABatchThatWouldHoldAWorkerTooLong() {
    BatchPolicy sliced = new BatchPolicy(4, 100, 1_000, 6_000);

    // 5 us and 500 ns for each.
    assertSends(decide(0, queue(List.of(at(0, 10), at(0, 10), at(0, 10)), sliced, COST)), 0, 0, 1);
  }

  @Test
  void servesACheapStageBeforeASlowOne() {
    QueueView cheap = queue(List.of(at(500, 10)), POLICY, new CostSurface(1, 1, 0, 1));
    QueueView slow = queue(List.of(at(0, 10)), POLICY, new CostSurface(1, 1_000, 0, 1));

    assertSends(new BatchingRule(1).decide(List.of(cheap, slow), 2_000), 0, 0);
  }

  @Test
  void servesASlowStageThatHasWaitedLongEnough() {
    CostSurface quick = new CostSurface(0, 1, 0, 1);
    QueueView cheap = queue(List.of(at(998_000, 10)), POLICY, quick);
    QueueView slow = queue(List.of(at(0, 10)), POLICY, new CostSurface(0, 1_000, 0, 1));

    // Waited by service: the cheap one (1000 + 10) / 10 = 101, the slow one 100 and then 301.
    assertSends(new BatchingRule(1).decide(List.of(cheap, slow), 999_000), 0, 0);
    QueueView cheapLater = queue(List.of(at(2_999_000, 10)), POLICY, quick);
    assertSends(new BatchingRule(1).decide(List.of(cheapLater, slow), 3_000_000), 1, 0);
  }

  @Test
  void holdsAStageWhoseEngineIsBroken() {
    QueueView held = new QueueView(List.of(at(0, 10)), 0, POLICY, COST, 7_000);

    assertWaits(decide(5_000, held), 7_000);
    assertSends(decide(7_000, held), 0, 0);
  }

  @Test
  void looksForLatenessWhileAnEngineIsBroken() {
    QueueView held = new QueueView(List.of(at(0, 10, 6_000)), 1, POLICY, COST, 7_000);

    assertWaits(decide(5_000, held), 6_001);
  }

  private static BatchPolicy full(int size) {
    return new BatchPolicy(size, 100, 1_000, NEVER);
  }

  private static CostSurface cost() {
    return new CostSurface(1_200, 5, 0, 1);
  }

  private static Waiting<String> at(long enqueuedNanos, int tokens) {
    return at(enqueuedNanos, tokens, NEVER);
  }

  private static Waiting<String> at(long enqueuedNanos, int tokens, long deadlineNanos) {
    return new Waiting<>("request", tokens, enqueuedNanos, deadlineNanos);
  }

  private static QueueView queue(List<Waiting<String>> waiting) {
    return queue(waiting, POLICY, COST);
  }

  private static QueueView queue(
      List<Waiting<String>> waiting, BatchPolicy policy, CostSurface cost) {
    int deadlines = (int) waiting.stream().filter(Waiting::hasDeadline).count();
    return new QueueView(waiting, deadlines, policy, cost, Long.MIN_VALUE);
  }

  private static Decision decide(long nowNanos, QueueView only) {
    return new BatchingRule(1).decide(List.of(only), nowNanos);
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
