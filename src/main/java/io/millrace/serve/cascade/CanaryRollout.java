package io.millrace.serve.cascade;

import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.serve.cascade.HotSwap.Result;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Tries a bundle on a share of the conversations before it comes into force.
 *
 * <pre>
 * start -> [answers its share beside the one in force] -> promote: the old one is drained and freed
 *                 share: more, or less                 -> drop: the canary is drained and freed
 * </pre>
 *
 * <p>Which conversations, the hash of the event's key says, or of its id where it has no key: alike
 * in every process, and with a greater share the same and more. What an event's conversation draws
 * has nothing to do with whether it is audited.
 *
 * <p>Safe for use by many threads; one change at a time, swaps included.
 */
public final class CanaryRollout {
  private static final double NANOS_PER_MS = 1e6;
  private static final Result NONE = new Result.Busy("no canary answers");

  private final HotSwap swap;

  /** Changes nothing yet. */
  public CanaryRollout(HotSwap swap) {
    this.swap = swap;
  }

  /** The canary and its share. */
  public Optional<LiveCascade.Canary> canary() {
    return swap.live().canary();
  }

  /**
   * Lets the bundle at a place answer a share. Held to the contract of a swap, and must have
   * another name or version than the one in force, or nobody could tell their answers apart.
   *
   * @param share above 0, at most 1
   */
  public Result start(Path place, double share) throws InterruptedException {
    return swap.alone(() -> canary().isPresent() ? busy(canary().get()) : startAlone(place, share));
  }

  private static Result busy(LiveCascade.Canary canary) {
    return new Result.Busy(
        "canary %s answers a share: promote or drop it first".formatted(canary.bundle().name()));
  }

  private Result startAlone(Path place, double share) throws InterruptedException {
    Cascade beside;
    try {
      beside = swap.load(place).cascade();
    } catch (InvalidBundleException refused) {
      return new Result.Refused(refused.getMessage());
    }
    String name = beside.bundle().name();
    if (name.equals(swap.bundle().name())) {
      beside.bundle().close();
      return new Result.Refused(
          place + ": expected another name or version than that of the bundle in force, " + name);
    }
    beside.start();
    if (!swap.live().beginTrial(beside, share)) {
      beside.stop(swap.setting().drainLimit());
      return new Result.Busy("the service is stopping");
    }
    return trying();
  }

  /** Gives the canary another share, above 0, at most 1. */
  public Result share(double share) throws InterruptedException {
    return swap.alone(() -> swap.live().setShare(share) ? trying() : NONE);
  }

  private Result trying() {
    LiveCascade.Canary canary = canary().orElseThrow();
    swap.setting().inForce().accept(swap.bundle());
    return new Result.Trying(swap.bundle().name(), canary.bundle().name(), canary.share());
  }

  /** Puts the canary in force. Blocks until the old bundle is drained. */
  public Result promote() throws InterruptedException {
    return swap.alone(
        () -> {
          String previous = swap.bundle().name();
          Optional<LiveCascade.Retired> old = swap.live().promote();
          if (old.isEmpty()) {
            return NONE;
          }
          Drained drained = drain(old.get());
          return new Result.Swapped(
              swap.bundle().name(), previous, OptionalDouble.empty(), 0, drained.ms, drained.freed);
        });
  }

  /** Asks the canary no more. Blocks until it is drained. */
  public Result drop() throws InterruptedException {
    return swap.alone(
        () -> {
          Optional<LiveCascade.Canary> dropped = canary();
          Optional<LiveCascade.Retired> old = swap.live().dropTrial();
          if (old.isEmpty()) {
            return NONE;
          }
          Drained drained = drain(old.get());
          return new Result.Dropped(
              swap.bundle().name(),
              dropped.orElseThrow().bundle().name(),
              drained.ms,
              drained.freed);
        });
  }

  private record Drained(double ms, boolean freed) {}

  private Drained drain(LiveCascade.Retired old) throws InterruptedException {
    swap.setting().inForce().accept(swap.bundle());
    long startNanos = swap.setting().nanoClock().getAsLong();
    boolean freed = old.drain(swap.setting().drainLimit());
    return new Drained((swap.setting().nanoClock().getAsLong() - startNanos) / NANOS_PER_MS, freed);
  }
}
