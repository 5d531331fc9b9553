package io.millrace.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C and SIGTERM as a wish, so that a command ends by its own steps and its own exit status.
 * Another, a second or more later, ends the process at once.
 *
 * <p>A shutdown hook would come too late: once hooks run, those of all libraries run at the same
 * time, and nothing new can be started or closed in order. Taking the signal itself needs {@code
 * sun.misc.Signal}, which every JDK has and which javac warns of, hence by reflection.
 *
 * <p>Safe for use by many threads.
 */
final class StopSignal {
  /** What shells report for a process that Ctrl-C ended. */
  private static final int INTERRUPTED = 130;

  /**
   * {@code timeout} and some supervisors send one signal twice, to the process and to its group.
   */
  private static final long ECHO_NANOS = 1_000_000_000;

  private final CountDownLatch wished = new CountDownLatch(1);
  private volatile long wishedNanos;

  private StopSignal() {}

  /** Listens from now on. */
  static StopSignal listen() {
    StopSignal signal = new StopSignal();
    handle("INT", signal::wish);
    handle("TERM", signal::wish);
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

  private void wish() {
    long now = System.nanoTime();
    if (!isWished()) {
      wishedNanos = now;
      wished.countDown();
    } else if (now - wishedNanos > ECHO_NANOS) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object listener =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
    } catch (ReflectiveOperationException unknown) {
      throw new IllegalStateException("Bug: this JVM knows no signal " + name, unknown);
    }
  }
}
