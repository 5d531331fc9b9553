package io.millrace.serve.kafka.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Stops the intake when most events become dead letters: then it is the producer, or this service,
 * that is wrong, and the topic must not be emptied into the dead letters.
 *
 * <pre>
 * closed --more than the share of the last window--> open --pause--> trial --as many bad--> open
 *                                                                      +----few bad------> closed
 * </pre>
 *
 * <p>While it is open nothing is taken; what is in flight is answered; its dead letters are held
 * back, and with them the later outputs of their keys, so that the trial, or another process, finds
 * them where they were. A trial lets a tenth of the window through before it judges. Nothing is
 * ever dropped.
 *
 * <p>Confined to the sending thread, but for {@link #reason}.
 *
 * <p>Source: Nygard, Release It!, 2007, chapter 5.
 */
final class Breaker {
  private static final Logger LOG = Logger.getLogger(Breaker.class.getName());

  private record Held(InFlightEvent event, Output.DeadLetter letter) {}

  private final BreakerPolicy policy;
  private final LongSupplier nanoClock;
  private final InFlightLimit limit;
  private final IntakeListener listener;

  /** The last events of the window, true for a dead letter; and how many of them are. */
  private final Deque<Boolean> last = new ArrayDeque<>();

  private int bad;
  private int window;

  /** In the order of their decisions; at most those in flight. */
  private List<Held> held = new ArrayList<>();

  private long openUntilNanos;

  /** Null while closed, or on trial. */
  private volatile String reason;

  Breaker(
      BreakerPolicy policy, LongSupplier nanoClock, InFlightLimit limit, IntakeListener listener) {
    this.policy = policy;
    this.nanoClock = nanoClock;
    this.limit = limit;
    this.listener = listener;
    this.window = policy.window();
  }

  /** Why nothing is taken, while it is open. For every thread. */
  Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /**
   * An event has its output: lets it go on, or holds it back.
   *
   * @param goOn is given what goes on
   */
  void judge(InFlightEvent event, Output output, BiConsumer<InFlightEvent, Output> goOn) {
    boolean isOpen = reason != null;
    if (isOpen && output instanceof Output.DeadLetter letter) {
      held.add(new Held(event, letter));
      return;
    }
    goOn.accept(event, output);
    if (!isOpen) {
      count(output);
    }
  }

  /** Begins the trial if the pause is over, with what was held back. */
  void tick(BiConsumer<InFlightEvent, Output> goOn) {
    if (reason == null || nanoClock.getAsLong() - openUntilNanos < 0) {
      return;
    }
    LOG.log(Level.INFO, "Takes events again, on trial: {0} dead letters waited", held.size());
    reset(policy.trial());
    reason = null;
    listener.breaker(false);
    List<Held> waited = held;
    held = new ArrayList<>();
    waited.forEach(one -> judge(one.event, one.letter, goOn)); // May open it again.
    limit.hold(reason != null);
  }

  /** Whether something of the lane is held back, so that it cannot become empty. */
  boolean holds(PartitionLane lane) {
    return held.stream().anyMatch(one -> one.event.lane == lane);
  }

  /** Another consumer has the lane. */
  void forget(PartitionLane lane) {
    held.removeIf(one -> one.event.lane == lane);
  }

  private void count(Output output) {
    boolean isBad = output instanceof Output.DeadLetter;
    last.addLast(isBad);
    bad += isBad ? 1 : 0;
    if (last.size() > window) {
      bad -= last.removeFirst() ? 1 : 0;
    }
    if (last.size() < window) {
      return;
    }
    if (bad > policy.share() * window) {
      open();
    } else if (window < policy.window()) {
      LOG.info("The trial was passed: events are taken as ever");
      reset(policy.window());
    }
  }

  private void open() {
    reason =
        "%d of the last %d events are dead letters, more than millrace.breaker.share=%s"
            .formatted(bad, window, policy.share());
    openUntilNanos = nanoClock.getAsLong() + policy.pause().toNanos();
    limit.hold(true);
    listener.breaker(true);
    LOG.log(
        Level.SEVERE,
        "Takes no events: {0}; tries again in {1} s",
        new Object[] {reason, policy.pause().toMillis() / 1e3});
  }

  private void reset(int newWindow) {
    last.clear();
    bad = 0;
    window = newWindow;
  }
}
