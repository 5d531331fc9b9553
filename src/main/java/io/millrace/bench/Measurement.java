package io.millrace.bench;

/**
 * One question and how to answer it on this machine.
 *
 * <p>What is compared runs in turn within one call of {@link #measure}: only ratios of the same run
 * mean something on a machine that others use too.
 *
 * <p>Confined to one thread; may start threads and processes, and has ended them when it returns.
 */
public interface Measurement {
  /** The word for {@code --only}. */
  String name();

  /** What is asked, as a sentence for people. */
  String question();

  /** Whether it can do nothing without labelled utterances. */
  default boolean needsData() {
    return false;
  }

  /**
   * Measures.
   *
   * @throws Exception whatever went wrong; the message is shown, the other measurements go on
   */
  Findings measure(BenchSettings settings) throws Exception;
}
