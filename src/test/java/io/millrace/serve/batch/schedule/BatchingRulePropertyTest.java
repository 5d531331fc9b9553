package io.millrace.serve.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds of the rule for whatever waits. */
class BatchingRulePropertyTest {
  private static final long NOW = 3_000_000_000L;
  private static final int WORKERS = 2;

  @Property(tries = 500)
  void keepsTheLimitsOfABatch(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int size) {
    QueueView queue = queue(new Random(seed), size);

    if (decide(queue, NOW) instanceof Decision.Send(int stage, int[] picks)) {
      int longest = queue.longest(picks);
      assertThat(picks).isSorted().doesNotHaveDuplicates();
      if (picks.length > 1) {
        assertThat(picks.length).isLessThanOrEqualTo(queue.policy().maxSize());
        assertThat(picks.length * longest).isLessThanOrEqualTo(queue.policy().tokenBudget());
        assertThat(queue.cost().nanos(picks.length, longest))
            .isLessThanOrEqualTo(queue.policy().sliceNanos() * 1.000001);
      }
    }
  }

  @Property(tries = 500)
  void sendsNothingPastItsDeadline(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int size) {
    QueueView queue = queue(new Random(seed), size);

    switch (decide(queue, NOW)) {
      case Decision.Send(int stage, int[] picks) ->
          assertThat(places(queue, picks)).noneMatch(one -> one.isLate(NOW));
      case Decision.Shed(int stage, int[] picks) ->
          assertThat(places(queue, picks)).allMatch(one -> one.isLate(NOW));
      case Decision.Wait(long until) -> assertThat(until).isGreaterThan(NOW);
    }
  }

  /** Whoever is first by age and deadline is in the next batch, whatever its length. */
  @Property(tries = 500)
  void starvesNone(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int size) {
    QueueView queue = queue(new Random(seed), size);
    List<? extends Waiting<?>> hopeful =
        queue.waiting().stream().filter(one -> !one.isHopeless(queue.cost(), NOW)).toList();

    if (decide(queue, NOW) instanceof Decision.Send(int stage, int[] picks)
        && queue.deadlines() == 0) {
      Waiting<?> first =
          hopeful.stream().min(Comparator.comparingLong(Waiting::urgencyNanos)).orElseThrow();
      assertThat(places(queue, picks)).anyMatch(one -> one == first);
    }
  }

  @Property(tries = 300)
  void respectsPriorities(@ForAll long seed, @ForAll @IntRange(min = 2, max = 200) int size) {
    Random random = new Random(seed);
    List<Waiting<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      waiting.add(new Waiting<>(i, 10, NOW - 5_000_000, Long.MAX_VALUE, random.nextInt(3)));
    }

    Decision.Send send = (Decision.Send) decide(view(waiting, random), NOW);

    List<Waiting<Integer>> sorted = sorted(waiting);
    int lowestSent =
        Arrays.stream(send.picks()).map(place -> sorted.get(place).priority()).min().orElseThrow();
    boolean[] isSent = new boolean[size];
    Arrays.stream(send.picks()).forEach(place -> isSent[place] = true);
    for (int place = 0; place < size; place++) {
      assertThat(isSent[place] || sorted.get(place).priority() <= lowestSent).isTrue();
    }
  }

  private static Decision decide(QueueView queue, long nowNanos) {
    return new BatchingRule(WORKERS).decide(List.of(queue), nowNanos);
  }

  private static List<? extends Waiting<?>> places(QueueView queue, int[] picks) {
    return Arrays.stream(picks).mapToObj(queue.waiting()::get).toList();
  }

  private static QueueView queue(Random random, int size) {
    List<Waiting<Integer>> waiting = new ArrayList<>();
    boolean hasDeadlines = random.nextBoolean();
    for (int i = 0; i < size; i++) {
      long enqueued = NOW - random.nextInt(20_000_000);
      long deadline =
          hasDeadlines && random.nextInt(3) > 0
              ? NOW + random.nextInt(60_000_000) - random.nextInt(2) * 1_000_000
              : Long.MAX_VALUE;
      int tokens = 1 + (random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(20));
      waiting.add(new Waiting<>(i, tokens, enqueued, deadline, random.nextInt(5) - 2));
    }
    return view(waiting, random);
  }

  private static QueueView view(List<Waiting<Integer>> waiting, Random random) {
    BatchPolicy policy =
        new BatchPolicy(1 + random.nextInt(32), 64 + random.nextInt(1_000), 1_000_000, 10_000_000);
    CostSurface cost =
        new CostSurface(
            random.nextInt(200_000), 1 + random.nextInt(5_000), random.nextInt(20), 1.5);
    int deadlines = (int) waiting.stream().filter(Waiting::hasDeadline).count();
    return new QueueView(sorted(waiting), deadlines, policy, cost, Long.MIN_VALUE);
  }

  private static List<Waiting<Integer>> sorted(List<Waiting<Integer>> waiting) {
    return waiting.stream().sorted(Comparator.comparingLong(Waiting::agedNanos)).toList();
  }
}
