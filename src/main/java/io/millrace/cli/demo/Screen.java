package io.millrace.cli.demo;

import java.io.PrintWriter;
import java.util.List;

/**
 * Where the demo writes: a block that is painted over in place under the lines that stay, or, where
 * there is no terminal, lines alone.
 *
 * <p>Not for sharing.
 */
public final class Screen {
  /**
   * ANSI: to the left, past a ^C that the terminal echoed; up so many lines, and clear from there.
   */
  private static final String ERASE = "\r\033[%dA\033[J";

  private final PrintWriter out;
  private final boolean isTerminal;
  private int painted;

  private Screen(PrintWriter out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  /** Paints over the live block. */
  public static Screen terminal(PrintWriter out) {
    return new Screen(out, true);
  }

  /** Writes lines only. */
  public static Screen log(PrintWriter out) {
    return new Screen(out, false);
  }

  /** A line that stays. */
  public void note(String line) {
    erase();
    out.println(line);
    out.flush();
  }

  /** The live view as it is now. */
  void live(Summary summary) {
    if (!isTerminal) {
      note(summary.line());
      return;
    }
    erase();
    List<String> block = summary.block();
    block.forEach(out::println);
    painted = block.size();
    out.flush();
  }

  private void erase() {
    if (painted > 0) {
      out.printf(ERASE, painted);
      painted = 0;
    }
  }
}
