package io.millrace.serve.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * The queue of one stage.
 *
 * <p>{@code push}, {@code putBack} and the readings are safe for use by many threads; the rest is
 * confined to the leader, whichever worker that is (see {@link BatchPool}).
 */
final class Batcher<R, A> {
  private final BatchPool.Stage<R, A> stage;
  private final Intake<R> intake = new Intake<>();
  private final Queue<List<Waiting<R>>> returned = new ConcurrentLinkedQueue<>();

  /** Oldest first; the leader's. */
  private final List<Waiting<R>> queue = new ArrayList<>();

  private final EngineHealth health = new EngineHealth();

  // What the leader last saw, for the threads that push: they may read it a little late, which at
  // worst wakes the leader for nothing, since it looks at the intake again before it parks.
  private volatile int seenSize;
  private volatile int seenLongest;

  /** Tokens pushed and not yet taken. */
  private final LongAdder tokens = new LongAdder();

  Batcher(BatchPool.Stage<R, A> stage) {
    this.stage = stage;
  }

  BatchPool.Stage<R, A> stage() {
    return stage;
  }

  EngineHealth health() {
    return health;
  }

  /** Adds a request; what it returns sums up what has arrived. */
  Intake.Arrived<R> push(Waiting<R> waiting) {
    tokens.add(waiting.tokens());
    return intake.push(waiting);
  }

  /**
   * Whether the last arrival may change what the leader, asleep until then, would do: it fills a
   * batch, or is due sooner. Most arrivals do neither, and waking a thread costs more than all else
   * on their way here.
   */
  boolean isWorthWaking(Intake.Arrived<R> arrived, long parkedUntilNanos) {
    int size = seenSize + arrived.size();
    int longest = Math.max(seenLongest, arrived.longest());
    return !stage.policy().fits(size + 1, longest, stage.cost())
        || arrived.waiting().dueNanos(stage.policy(), stage.cost()) < parkedUntilNanos;
  }

  /** Returns requests whose engine is broken to the head of the queue. */
  void putBack(List<Waiting<R>> batch) {
    batch.forEach(one -> tokens.add(one.tokens()));
    returned.add(batch);
  }

  boolean hasArrivals() {
    return !intake.isEmpty() || !returned.isEmpty();
  }

  /** Expected work of all that waits. */
  long backlogNanos() {
    return stage.cost().nanos(1, (int) Math.min(Integer.MAX_VALUE, tokens.sum()));
  }

  void drain() {
    intake.drainTo(queue);
    for (List<Waiting<R>> batch = returned.poll(); batch != null; batch = returned.poll()) {
      queue.addAll(0, batch);
    }
  }

  QueueView<R> view() {
    return new QueueView<>(
        Collections.unmodifiableList(queue), stage.policy(), stage.cost(), health.restUntilNanos());
  }

  /** Takes requests out by their ascending places. */
  List<Waiting<R>> take(int[] picks) {
    List<Waiting<R>> taken = new ArrayList<>(picks.length);
    int kept = picks[0];
    int next = 0;
    int end = picks[picks.length - 1] + 1;
    for (int place = picks[0]; place < end; place++) {
      if (place == picks[next]) {
        taken.add(queue.get(place));
        next++;
      } else {
        queue.set(kept++, queue.get(place));
      }
    }
    queue.subList(kept, end).clear();
    forget(taken);
    return taken;
  }

  List<Waiting<R>> takeAll() {
    drain();
    List<Waiting<R>> all = List.copyOf(queue);
    queue.clear();
    forget(all);
    return all;
  }

  /** Tells the threads that push what waits here; before the leader parks. */
  void publish() {
    seenSize = queue.size();
    seenLongest = queue.stream().mapToInt(Waiting::tokens).max().orElse(0);
  }

  private void forget(List<Waiting<R>> taken) {
    for (Waiting<R> one : taken) {
      tokens.add(-one.tokens());
    }
  }
}
