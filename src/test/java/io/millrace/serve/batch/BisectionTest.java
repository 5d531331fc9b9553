package io.millrace.serve.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.batch.schedule.Waiting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BisectionTest {
  private static final int BATCH = 32;

  @Test
  void findsOneGuiltyOf32WithinTenCalls() {
    for (int guilty = 0; guilty < BATCH; guilty++) {
      Simulated engine = new Simulated(Set.of(guilty), Integer.MAX_VALUE);

      assertThat(engine.serve(BATCH)).isEmpty();

      assertThat(engine.convicted).containsExactly(guilty);
      assertThat(engine.answered).hasSize(BATCH - 1).doesNotContain(guilty).doesNotHaveDuplicates();
      assertThat(engine.calls).as("guilty %d", guilty).isLessThanOrEqualTo(10);
    }
  }

  @Test
  void tellsEachOnceWhoeverIsGuilty() {
    Random random = new Random(1);
    for (int round = 0; round < 20_000; round++) {
      int size = 1 + random.nextInt(BATCH);
      Set<Integer> guilty = some(size, random);
      Simulated engine = new Simulated(guilty, Integer.MAX_VALUE);

      assertThat(engine.serve(size)).isEmpty();

      assertThat(engine.convicted).containsExactlyInAnyOrderElementsOf(guilty);
      assertThat(engine.answered).doesNotContainAnyElementsOf(guilty).doesNotHaveDuplicates();
      assertThat(engine.answered.size()).isEqualTo(size - guilty.size());
      int halvings = Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
      int most = Math.max(2 * halvings, halvings + 2);
      assertThat(engine.calls).isLessThanOrEqualTo(guilty.size() * most);
    }
  }

  @Test
  void convictsNobodyOnceTheEngineIsBroken() {
    Random random = new Random(2);
    for (int round = 0; round < 20_000; round++) {
      int size = 1 + random.nextInt(BATCH);
      Set<Integer> guilty = some(size, random);
      Simulated engine = new Simulated(guilty, random.nextInt(12));

      List<Integer> untold = engine.serve(size);

      assertThat(guilty).containsAll(engine.convicted);
      List<Integer> all = new ArrayList<>(untold);
      all.addAll(engine.answered);
      all.addAll(engine.convicted);
      assertThat(all).hasSize(size).doesNotHaveDuplicates();
    }
  }

  @Test
  void holdsABrokenEngineForBrokenAfterFewCalls() {
    Simulated engine = new Simulated(Set.of(), 0);

    assertThat(engine.serve(BATCH)).hasSize(BATCH);

    assertThat(engine.calls).isLessThanOrEqualTo(8);
  }

  @Test
  void answersAllOfABatchThatIsOnlyTooLarge() {
    Simulated engine = new Simulated(Set.of(), Integer.MAX_VALUE);

    assertThat(engine.serve(BATCH)).isEmpty();

    assertThat(engine.answered).hasSize(BATCH).doesNotHaveDuplicates();
    assertThat(engine.convicted).isEmpty();
  }

  private static Set<Integer> some(int size, Random random) {
    int count = 1 + random.nextInt(size);
    Set<Integer> some = new HashSet<>();
    for (int i = 0; i < count; i++) {
      some.add(random.nextInt(size));
    }
    return some;
  }

  /** Fails on the guilty, and on everything from some call on; the batch itself has failed. */
  private static final class Simulated implements Bisection.Engine<Integer> {
    private final Set<Integer> guilty;
    private final int breaksAfter;
    private final List<Integer> answered = new ArrayList<>();
    private final List<Integer> convicted = new ArrayList<>();
    private int calls;

    Simulated(Set<Integer> guilty, int breaksAfter) {
      this.guilty = guilty;
      this.breaksAfter = breaksAfter;
    }

    List<Integer> serve(int size) {
      List<Waiting<Integer>> batch =
          IntStream.range(0, size).mapToObj(i -> new Waiting<>(i, 1, 0, Long.MAX_VALUE)).toList();
      return Bisection.of(batch, this).stream().map(Waiting::request).toList();
    }

    @Override
    public boolean answers(List<Waiting<Integer>> part) {
      if (calls++ >= breaksAfter || part.stream().anyMatch(one -> guilty.contains(one.request()))) {
        return false;
      }
      part.forEach(one -> answered.add(one.request()));
      return true;
    }

    @Override
    public boolean probePasses() {
      return calls++ < breaksAfter;
    }

    @Override
    public String reason() {
      return "planted";
    }

    @Override
    public void guilty(Waiting<Integer> one, String reason) {
      convicted.add(one.request());
    }
  }
}
