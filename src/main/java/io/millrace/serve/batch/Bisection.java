package io.millrace.serve.batch;

import io.millrace.serve.batch.schedule.Waiting;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out which requests of a failed batch the engine fails on, by halves, and whether it is the
 * engine itself.
 *
 * <p>A half whose other half is answered must hold the failure and is halved unasked. A request is
 * guilty only if it failed alone and the engine has answered something since: requests beside it,
 * or the probe. Two that failed alone in a row ask the probe at once, so a broken engine is known
 * after {@code log2(n) + 3} calls, and nobody is guilty of it.
 *
 * <p>One guilty of n costs at most {@code 2 * log2(n)}, rounded up, calls beyond the batch, the
 * probe among them, for n from 4; k guilty at most k times that.
 *
 * <p>Confined to the call that made it.
 */
final class Bisection<R> {
  /** The engine, and who hears what it did. */
  interface Engine<R> {
    /** Asks for all of a part and tells it; false, and nobody told, if the engine fails. */
    boolean answers(List<Waiting<R>> part);

    /** Whether a known-good question is answered. */
    boolean probePasses();

    /** Why the last call failed. */
    String reason();

    /** The engine is well and fails on this request alone. */
    void guilty(Waiting<R> one, String reason);
  }

  private record Suspect<R>(Waiting<R> request, String reason) {}

  private final Engine<R> engine;

  /** Failed alone, and nothing was answered since. */
  private final List<Suspect<R>> suspects = new ArrayList<>();

  /** Nobody's fault, since the engine turned out broken. */
  private final List<Waiting<R>> innocent = new ArrayList<>();

  private boolean isBroken;

  private Bisection(Engine<R> engine) {
    this.engine = engine;
  }

  /**
   * Sees that each request is told, unless the engine is broken.
   *
   * @param failed a batch that the engine has just failed on
   * @return what nobody was told about, because the engine is broken; empty if it is well
   */
  static <R> List<Waiting<R>> of(List<Waiting<R>> failed, Engine<R> engine) {
    Bisection<R> bisection = new Bisection<>(engine);
    bisection.halve(failed);
    if (!bisection.suspects.isEmpty()) {
      bisection.probe();
    }
    return bisection.innocent;
  }

  /** Looks into a part that fails as a whole; if it is one request, it was asked alone. */
  private void halve(List<Waiting<R>> part) {
    if (part.size() == 1) {
      suspect(part.getFirst());
      return;
    }
    List<Waiting<R>> left = part.subList(0, part.size() / 2);
    List<Waiting<R>> right = part.subList(part.size() / 2, part.size());
    if (asks(left) && right.size() > 1) {
      halve(right);
    } else {
      asks(right);
    }
  }

  /** Whether all of a part was answered. */
  private boolean asks(List<Waiting<R>> part) {
    if (isBroken) {
      innocent.addAll(part);
      return false;
    }
    if (engine.answers(part)) {
      convict();
      return true;
    }
    halve(part);
    return false;
  }

  private void suspect(Waiting<R> one) {
    suspects.add(new Suspect<>(one, engine.reason()));
    if (suspects.size() > 1) {
      probe();
    }
  }

  private void probe() {
    if (engine.probePasses()) {
      convict();
    } else {
      isBroken = true;
      suspects.forEach(suspect -> innocent.add(suspect.request()));
      suspects.clear();
    }
  }

  private void convict() {
    suspects.forEach(suspect -> engine.guilty(suspect.request(), suspect.reason()));
    suspects.clear();
  }
}
