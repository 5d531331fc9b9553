package io.millrace.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as a wish that a command can wait for, so that the command ends by its own
 * steps and its own exit status.
 *
 * <p>The JVM ends as soon as its shutdown hooks have run. This one waits until the command has
 * closed this object, then ends the process with the status the command gave.
 *
 * <p>Safe for use by many threads.
 */
final class StopSignal implements AutoCloseable {
  /** A command that hangs while it stops is given up after this. */
  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch wished = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "stop-signal");
  private volatile int status = 1;

  /** Listens from now until {@link #close}. */
  static StopSignal listen() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** Blocks until somebody wants the command to stop. */
  void await() throws InterruptedException {
    wished.await();
  }

  /** True once somebody wants the command to stop. */
  boolean isWished() {
    return wished.getCount() == 0;
  }

  /** Says how the command ended; without a word from it, it failed. */
  int exit(int code) {
    status = code;
    return code;
  }

  @Override
  public void close() {
    done.countDown();
    if (wished.getCount() > 0) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException stoppedMeanwhile) {
        // The hook runs, finds the work done, and ends the process.
      }
    }
  }

  private void stop() {
    wished.countDown();
    try {
      if (done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(status);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
