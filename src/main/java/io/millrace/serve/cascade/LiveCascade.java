package io.millrace.serve.cascade;

import io.millrace.serve.event.TextEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The cascade in force, which can be replaced while it is asked.
 *
 * <p>A cascade answers by one bundle from its first event to its last, so an event finishes on the
 * bundle it began with, and nothing on its way looks at which one is in force. What is replaced is
 * asked no more, answers what it has, and only then is freed: its models by the end of its workers,
 * its tokenizers because whoever asks has entered it (see {@link Tenure}).
 *
 * <p>Safe for use by many threads; none of those that ask waits for a replacement.
 */
public final class LiveCascade implements Answerer {
  private volatile Tenure tenure;
  private volatile boolean isStopped;

  /** Held while {@code tenure} or {@code isStopped} changes. */
  private final ReentrantLock changing = new ReentrantLock();

  /** Takes over a cascade that is started. */
  public LiveCascade(Cascade first) {
    tenure = new Tenure(first);
  }

  @Override
  public void ask(TextEvent event, long arrivedNanos, long deadlineNanos, Reply reply) {
    Tenure entered = enter();
    if (entered == null) {
      reply.unanswered();
      return;
    }
    try {
      entered.cascade.ask(event, arrivedNanos, deadlineNanos, reply);
    } finally {
      entered.leave();
    }
  }

  /**
   * Asks the last stage of a bundle alone, counted as no event.
   *
   * @return false, and the reply is not called, if the bundle is not in force any more
   */
  boolean askLast(String bundle, TextEvent event, Reply reply) {
    Tenure entered = enter();
    if (entered == null) {
      return false;
    }
    try {
      boolean isInForce = entered.cascade.bundle().name().equals(bundle);
      if (isInForce) {
        entered.cascade.askLast(event, reply);
      }
      return isInForce;
    } finally {
      entered.leave();
    }
  }

  /** Moves the thresholds of a bundle, if it is in force. */
  void setThresholds(String bundle, double[] thresholds, int loadLevel) {
    Cascade now = tenure.cascade;
    if (now.bundle().name().equals(bundle)) {
      now.setThresholds(thresholds, loadLevel);
    }
  }

  /** The threshold in force of a stage; NaN if there is no such stage. */
  public double threshold(String stage) {
    Cascade now = tenure.cascade;
    List<CascadeStage> stages = now.bundle().stages();
    for (int place = 0; place < stages.size(); place++) {
      if (stages.get(place).name().equals(stage)) {
        return now.gates().each().get(place).threshold();
      }
    }
    return Double.NaN;
  }

  /** The bundle that answers what is asked from now on. */
  public LoadedBundle bundle() {
    return tenure.cascade.bundle();
  }

  /** False while some stage's engine fails whatever it is asked; events are held meanwhile. */
  public boolean isHealthy() {
    return tenure.cascade.isHealthy();
  }

  /** Expected time to answer all that waits now, in the cascade in force. */
  public long backlogNanos() {
    return tenure.cascade.backlogNanos();
  }

  /**
   * Puts another cascade, already started, in force, at once.
   *
   * @return the old one, which answers what it has and must be drained; empty if this was stopped,
   *     and the cascade given is not in force then
   */
  Optional<Retired> replace(Cascade next) {
    changing.lock();
    try {
      if (isStopped) {
        return Optional.empty();
      }
      Tenure old = tenure;
      tenure = new Tenure(next);
      return Optional.of(old::end);
    } finally {
      changing.unlock();
    }
  }

  /** A cascade out of force. */
  interface Retired {
    /**
     * Waits until it has answered all it has, and frees it. What it cannot answer within the limit
     * is handed back unanswered, so that it is asked again, of the cascade in force. To be called
     * once.
     *
     * @return whether its models were freed; not while an engine call hangs
     */
    boolean drain(Duration limit) throws InterruptedException;
  }

  /** As {@link Cascade#stop}; from now on whatever is asked is handed back unanswered. */
  public boolean stop(Duration limit) throws InterruptedException {
    changing.lock();
    try {
      if (isStopped) {
        return true;
      }
      isStopped = true;
    } finally {
      changing.unlock();
    }
    return tenure.end(limit);
  }

  /** Enters the cascade in force; null when stopped. */
  private Tenure enter() {
    while (true) {
      Tenure now = tenure;
      if (now.enter()) {
        return now;
      }
      if (isStopped) {
        return null;
      }
    }
  }

  /**
   * A cascade's time in force.
   *
   * <p>Counts who is asking right now, by one more while in force: at zero it is out of force, and
   * nobody is inside who might still read an utterance by its tokenizers.
   */
  private static final class Tenure {
    final Cascade cascade;
    private final AtomicInteger inside = new AtomicInteger(1);
    private final CountDownLatch empty = new CountDownLatch(1);

    Tenure(Cascade cascade) {
      this.cascade = cascade;
    }

    boolean enter() {
      return inside.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    void leave() {
      if (inside.decrementAndGet() == 0) {
        empty.countDown();
      }
    }

    /** To be called once, when it is no longer in force. */
    boolean end(Duration limit) throws InterruptedException {
      leave();
      return empty.await(limit.toNanos(), TimeUnit.NANOSECONDS) && cascade.stop(limit);
    }
  }
}
