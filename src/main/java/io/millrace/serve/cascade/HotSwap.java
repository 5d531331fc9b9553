package io.millrace.serve.cascade;

import io.millrace.model.bundle.InvalidBundleException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Replaces the bundle that answers, while events are answered.
 *
 * <pre>
 * read, checksums -> load -> labels -> warm up -> probes -> in force -> old one drained and freed
 *        any failure: what was loaded is freed, and the old one never knew
 * </pre>
 *
 * <p>Both bundles are in memory from loading until the old one is drained.
 *
 * <p>Safe for use by many threads; one swap at a time.
 */
public final class HotSwap {
  private static final Logger LOG = Logger.getLogger(HotSwap.class.getName());
  private static final double NANOS_PER_MS = 1e6;

  /**
   * How to swap.
   *
   * @param drainLimit longest wait for what the old bundle has in flight
   * @param inForce hears which bundle is in force, whenever who answers has changed
   */
  public record Setting(
      Duration drainLimit, LongSupplier nanoClock, Consumer<LoadedBundle> inForce) {}

  /** What came of a swap. */
  public sealed interface Result {
    /**
     * Another bundle is in force.
     *
     * @param bundle name and version now in force
     * @param previous name and version before
     * @param agreement share of probes that the new bundle answers as stored, the lesser of its own
     *     and the old bundle's; empty if neither has any
     * @param prepareMs loading, warming up and checking, beside the old bundle
     * @param drainMs until the old bundle had answered its last event
     * @param freed whether the old bundle's native memory was freed; not if an engine call hangs
     */
    record Swapped(
        String bundle,
        String previous,
        OptionalDouble agreement,
        double prepareMs,
        double drainMs,
        boolean freed)
        implements Result {}

    /**
     * A bundle answers a share beside the one in force.
     *
     * @param canary its name and version
     * @param share of the conversations, above 0, at most 1
     */
    record Trying(String bundle, String canary, double share) implements Result {}

    /**
     * What was a canary answers no more.
     *
     * @param freed whether its native memory was freed; not if an engine call hangs
     */
    record Dropped(String bundle, String dropped, double drainMs, boolean freed)
        implements Result {}

    /** The bundle must not serve, and the old one serves on; the reason names file and key. */
    record Refused(String reason) implements Result {}

    /** Nothing was done: another swap is under way, or the service is stopping. */
    record Busy(String reason) implements Result {}
  }

  private final LiveCascade live;
  private final CascadeLoader loader;
  private final Setting setting;
  private final ReentrantLock swapping = new ReentrantLock();

  /** Swaps nothing yet. */
  public HotSwap(LiveCascade live, CascadeLoader loader, Setting setting) {
    this.live = live;
    this.loader = loader;
    this.setting = setting;
  }

  /** The bundle in force. */
  public LoadedBundle bundle() {
    return live.bundle();
  }

  /** Puts the bundle at a place in force. Blocks until the old one is drained. */
  public Result swap(Path place) throws InterruptedException {
    return alone(
        () ->
            live.canary().isPresent()
                ? new Result.Busy(
                    "canary %s answers a share: promote or drop it first"
                        .formatted(live.canary().get().bundle().name()))
                : swapTo(place));
  }

  /** One change after the other. */
  Result alone(Change change) throws InterruptedException {
    if (!swapping.tryLock()) {
      return new Result.Busy("another swap is under way");
    }
    try {
      Result result = change.result();
      LOG.log(result instanceof Result.Refused ? Level.WARNING : Level.INFO, describe(result));
      return result;
    } finally {
      swapping.unlock();
    }
  }

  /** Something that takes a while. */
  @FunctionalInterface
  interface Change {
    Result result() throws InterruptedException;
  }

  LiveCascade live() {
    return live;
  }

  Setting setting() {
    return setting;
  }

  /**
   * Loads the bundle at a place, to answer after or beside the one in force.
   *
   * @throws InvalidBundleException if it must not
   */
  CascadeLoader.Loaded load(Path place) {
    try {
      return loader.load(place, live.bundle());
    } catch (IllegalArgumentException unfit) {
      throw new InvalidBundleException(place + ": " + unfit.getMessage(), unfit);
    }
  }

  private Result swapTo(Path place) throws InterruptedException {
    long startNanos = setting.nanoClock().getAsLong();
    String previous = live.bundle().name();
    CascadeLoader.Loaded loaded;
    try {
      loaded = load(place);
    } catch (InvalidBundleException refused) {
      return new Result.Refused(refused.getMessage());
    }
    Cascade next = loaded.cascade();
    long readyNanos = setting.nanoClock().getAsLong();
    next.start();
    Optional<LiveCascade.Retired> old = live.replace(next);
    if (old.isEmpty()) {
      next.stop(setting.drainLimit());
      return new Result.Busy("the service is stopping");
    }
    setting.inForce().accept(next.bundle());
    boolean freed = old.get().drain(setting.drainLimit());
    double prepareMs = (readyNanos - startNanos) / NANOS_PER_MS;
    double drainMs = (setting.nanoClock().getAsLong() - readyNanos) / NANOS_PER_MS;
    return new Result.Swapped(
        next.bundle().name(), previous, loaded.agreement(), prepareMs, drainMs, freed);
  }

  private String describe(Result result) {
    return switch (result) {
      case Result.Swapped done ->
          "Bundle %s in force after %s: %s, ready in %.0f ms, %s in %.0f ms"
              .formatted(
                  done.bundle(),
                  done.previous(),
                  done.agreement().isPresent()
                      ? "agreement %.3f".formatted(done.agreement().getAsDouble())
                      : "agreement not checked",
                  done.prepareMs(),
                  done.freed()
                      ? "the old one drained and freed"
                      : "the old one not freed, since an engine call hangs",
                  done.drainMs());
      case Result.Trying trying ->
          "Canary %s answers %s of the conversations beside %s"
              .formatted(trying.canary(), trying.share(), trying.bundle());
      case Result.Dropped dropped ->
          "Canary %s dropped, %s answers alone".formatted(dropped.dropped(), dropped.bundle());
      case Result.Refused refused ->
          "Bundle refused, %s serves on: %s".formatted(live.bundle().name(), refused.reason());
      case Result.Busy busy -> "Bundle not loaded: " + busy.reason();
    };
  }
}
