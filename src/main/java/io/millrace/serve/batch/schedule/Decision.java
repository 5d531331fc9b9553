package io.millrace.serve.batch.schedule;

/** What a scheduler says to do next. Picks are places in the stage's queue, ascending. */
public sealed interface Decision {
  /** Serve these requests of a stage in one engine call, now. */
  record Send(int stage, int[] picks) implements Decision {}

  /** Hand these requests of a stage back: they are late already. */
  record Shed(int stage, int[] picks) implements Decision {}

  /** Nothing to do before this time, unless requests arrive. */
  record Wait(long untilNanos) implements Decision {}
}
