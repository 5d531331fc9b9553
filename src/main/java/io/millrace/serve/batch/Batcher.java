package io.millrace.serve.batch;

import io.millrace.serve.batch.schedule.QueueView;
import io.millrace.serve.batch.schedule.Waiting;
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
 * confined to the leader, whichever thread that is (see {@link BatchPool}).
 */
final class Batcher<R, A> {
  private final BatchPool.Stage<R, A> stage;
  private final Intake<R> intake = new Intake<>();
  private final Queue<List<Waiting<R>>> returned = new ConcurrentLinkedQueue<>();

  /** In order of age, oldest first; the leader's. */
  private final List<Waiting<R>> queue = new ArrayList<>();

  /** How many in the queue have a deadline; the leader's. */
  private int deadlines;

  private final EngineHealth health = new EngineHealth();

  // What the leader last saw, for the threads that push: they may read it a little late, which at
  // worst wakes the leader for nothing, since it looks at the intake again before it parks.
  private volatile int seenSize;
  private volatile int seenLongest;

  /** Requests, and their tokens, pushed and not yet taken. */
  private final LongAdder requests = new LongAdder();

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
    count(List.of(waiting), 1);
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
    return size >= stage.policy().most(longest, stage.cost().surface())
        || arrived.waiting().dueNanos(stage.policy(), stage.cost().surface()) < parkedUntilNanos;
  }

  /** Returns requests whose engine is broken to their places in the queue. */
  void putBack(List<Waiting<R>> batch) {
    count(batch, 1);
    returned.add(batch);
  }

  boolean hasArrivals() {
    return !intake.isEmpty() || !returned.isEmpty();
  }

  /** Expected work of all that waits, in full batches. */
  long backlogNanos() {
    long size = requests.sum();
    return size <= 0
        ? 0
        : (long) stage.policy().backlogNanos(stage.cost().surface(), size, tokens.sum());
  }

  void drain() {
    int seen = queue.size();
    intake.drainTo(queue);
    for (List<Waiting<R>> batch = returned.poll(); batch != null; batch = returned.poll()) {
      queue.addAll(batch);
    }
    for (int place = seen; place < queue.size(); place++) {
      deadlines += queue.get(place).hasDeadline() ? 1 : 0;
      settle(place);
    }
  }

  /** Most arrive in order of age; one of high priority moves forward. */
  private void settle(int place) {
    long aged = queue.get(place).agedNanos();
    int before = place;
    while (before > 0 && queue.get(before - 1).agedNanos() > aged) {
      before--;
    }
    Collections.rotate(queue.subList(before, place + 1), 1);
  }

  QueueView view() {
    return new QueueView(
        Collections.unmodifiableList(queue),
        deadlines,
        stage.policy(),
        stage.cost().surface(),
        health.restUntilNanos());
  }

  /** The first instant at which one of them is late. */
  long firstDeadlineNanos() {
    return deadlines == 0
        ? Long.MAX_VALUE
        : queue.stream().mapToLong(Waiting::deadlineNanos).min().orElse(Long.MAX_VALUE);
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
    count(taken, -1);
    for (Waiting<R> one : taken) {
      deadlines -= one.hasDeadline() ? 1 : 0;
    }
  }

  private void count(List<Waiting<R>> some, int sign) {
    requests.add((long) sign * some.size());
    for (Waiting<R> one : some) {
      tokens.add((long) sign * one.tokens());
    }
  }
}
