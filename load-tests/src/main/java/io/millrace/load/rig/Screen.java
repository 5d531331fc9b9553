package io.millrace.load.rig;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Lines of a run, with the seconds since its start.
 *
 * <p>Confined to the thread of the run.
 */
public final class Screen {
  private final PrintWriter out;
  private final long startNanos = System.nanoTime();

  /** Starts to count. */
  public Screen(PrintWriter out) {
    this.out = out;
  }

  /** One line. */
  public void say(String format, Object... values) {
    out.printf(Locale.ROOT, "%5.0f s   ", (System.nanoTime() - startNanos) / 1e9);
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }

  /** For tables. */
  public PrintWriter out() {
    return out;
  }
}
