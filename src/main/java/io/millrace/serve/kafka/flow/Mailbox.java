package io.millrace.serve.kafka.flow;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs what is posted on one thread at a time, in the order of posting, many for one wake-up of the
 * executor.
 *
 * <p>Unbounded, because what is posted is bounded: a few actions for each event in flight. Safe for
 * use by many threads.
 */
final class Mailbox {
  private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Executor thread;
  private final Consumer<RuntimeException> onBug;

  /**
   * Runs nothing yet.
   *
   * @param onBug is given what an action throws, which keeps nothing behind it from running
   */
  Mailbox(Executor thread, Consumer<RuntimeException> onBug) {
    this.thread = thread;
    this.onBug = onBug;
  }

  /** Returns at once. */
  void post(Runnable action) {
    actions.add(action);
    if (waiting.getAndIncrement() == 0) {
      thread.execute(this::runAll);
    }
  }

  private void runAll() {
    int done = 1;
    do {
      for (int i = 0; i < done; i++) {
        run(actions.remove());
      }
      done = waiting.addAndGet(-done);
    } while (done > 0);
  }

  private void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException bug) {
      onBug.accept(bug);
    }
  }
}
