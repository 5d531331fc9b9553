package io.millrace.serve.batch;

import io.millrace.serve.batch.schedule.Waiting;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where requests arrive for one stage: any thread pushes without a lock, the leader takes all.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Source: Treiber, Systems Programming: Coping with Parallelism, IBM RJ 5118, 1986. Taking all
 * at once leaves no room for the ABA problem.
 */
final class Intake<R> {
  /** The newest arrival, what it knows of those below it, and the next older. */
  record Arrived<R>(Waiting<R> waiting, Arrived<R> older, int size, int longest) {}

  private final AtomicReference<Arrived<R>> newest = new AtomicReference<>();

  /** Adds a request; what it returns sums up all that has arrived and was not taken. */
  Arrived<R> push(Waiting<R> waiting) {
    while (true) {
      Arrived<R> older = newest.get();
      Arrived<R> top = top(waiting, older);
      if (newest.compareAndSet(older, top)) {
        return top;
      }
    }
  }

  boolean isEmpty() {
    return newest.get() == null;
  }

  /** Moves all arrivals to the end of a queue, oldest first. */
  void drainTo(List<Waiting<R>> queue) {
    Arrived<R> top = newest.get() == null ? null : newest.getAndSet(null);
    int start = queue.size();
    for (Arrived<R> one = top; one != null; one = one.older()) {
      queue.add(one.waiting());
    }
    Collections.reverse(queue.subList(start, queue.size()));
  }

  private static <R> Arrived<R> top(Waiting<R> waiting, Arrived<R> older) {
    return older == null
        ? new Arrived<>(waiting, null, 1, waiting.tokens())
        : new Arrived<>(
            waiting, older, older.size() + 1, Math.max(older.longest(), waiting.tokens()));
  }
}
