package io.millrace.serve.cascade;

import io.millrace.serve.event.Draw;
import io.millrace.serve.event.TextEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

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

  /** Answers its share beside; null while there is none. */
  private volatile Trial trial;

  /** Held while {@code tenure}, {@code trial} or {@code isStopped} changes. */
  private final ReentrantLock changing = new ReentrantLock();

  /** Takes over a cascade that is started. */
  public LiveCascade(Cascade first) {
    tenure = new Tenure(first);
  }

  @Override
  public void ask(TextEvent event, long arrivedNanos, long deadlineNanos, Reply reply) {
    Tenure entered = enter(event);
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
   * @return false, and the reply is not called, if the bundle does not answer any more
   */
  boolean askLast(String bundle, TextEvent event, Reply reply) {
    for (Tenure each : tenures()) {
      if (each.isOf(bundle) && each.enter()) {
        try {
          each.cascade.askLast(event, reply);
          return true;
        } finally {
          each.leave();
        }
      }
    }
    return false;
  }

  /** Whether a stage is the last of a bundle that answers. */
  boolean isLast(String bundle, String stage) {
    return tenures().stream()
        .filter(each -> each.isOf(bundle))
        .anyMatch(each -> each.cascade.bundle().stages().getLast().name().equals(stage));
  }

  /** Moves the thresholds of a bundle, if it answers. */
  void setThresholds(String bundle, double[] thresholds, int loadLevel) {
    for (Tenure each : tenures()) {
      if (each.isOf(bundle)) {
        each.cascade.setThresholds(thresholds, loadLevel);
      }
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

  /** The bundle in force: it answers what is asked from now on, but for a canary's share. */
  public LoadedBundle bundle() {
    return tenure.cascade.bundle();
  }

  /**
   * A bundle beside the one in force.
   *
   * @param share of the conversations that it answers, above 0, at most 1
   */
  public record Canary(LoadedBundle bundle, double share) {}

  /** The bundle that is tried beside, if there is one. */
  public Optional<Canary> canary() {
    Trial beside = trial;
    return beside == null
        ? Optional.empty()
        : Optional.of(new Canary(beside.tenure.cascade.bundle(), beside.share));
  }

  /** All that answer: the one in force first. */
  public List<LoadedBundle> bundles() {
    return tenures().stream().map(each -> each.cascade.bundle()).toList();
  }

  /** False while some stage's engine fails whatever it is asked; events are held meanwhile. */
  public boolean isHealthy() {
    return tenures().stream().allMatch(each -> each.cascade.isHealthy());
  }

  /** Expected time to answer all that waits now: a canary has the same CPUs. */
  public long backlogNanos() {
    Trial beside = trial;
    long inForce = tenure.cascade.backlogNanos();
    return beside == null ? inForce : inForce + beside.tenure.cascade.backlogNanos();
  }

  /**
   * Puts another cascade, already started, in force, at once.
   *
   * @return the old one, which answers what it has and must be drained; empty if this was stopped,
   *     and the cascade given is not in force then
   */
  Optional<Retired> replace(Cascade next) {
    return changing(
        () -> {
          Tenure old = tenure;
          tenure = new Tenure(next);
          return old::end;
        });
  }

  /**
   * Lets another cascade, already started, answer a share beside the one in force, in the place of
   * the canary before, if there was one.
   *
   * @return false if this was stopped
   */
  boolean beginTrial(Cascade beside, double share) {
    return changing(
            () -> {
              trial = new Trial(new Tenure(beside), share);
              return trial.tenure::end;
            })
        .isPresent();
  }

  /** Gives the canary another share; false if there is none. */
  boolean setShare(double share) {
    return changing(
            () -> {
              Trial beside = trial;
              trial = beside == null ? null : new Trial(beside.tenure, share);
              return beside == null ? null : beside.tenure::end;
            })
        .isPresent();
  }

  /** Puts the canary in force; the one before must be drained. Empty if there is none. */
  Optional<Retired> promote() {
    return changing(
        () -> {
          Trial beside = trial;
          if (beside == null) {
            return null;
          }
          Tenure old = tenure;
          tenure = beside.tenure;
          trial = null;
          return old::end;
        });
  }

  /** Asks the canary no more; it must be drained. Empty if there is none. */
  Optional<Retired> dropTrial() {
    return changing(
        () -> {
          Trial beside = trial;
          trial = null;
          return beside == null ? null : beside.tenure::end;
        });
  }

  /** Changes who answers, unless that is over. */
  private Optional<Retired> changing(Supplier<Retired> change) {
    changing.lock();
    try {
      return isStopped ? Optional.empty() : Optional.ofNullable(change.get());
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
    boolean isFreed = true;
    for (Tenure each : tenures()) {
      isFreed &= each.end(limit);
    }
    return isFreed;
  }

  private List<Tenure> tenures() {
    Trial beside = trial;
    return beside == null ? List.of(tenure) : List.of(tenure, beside.tenure);
  }

  /** Enters the cascade that answers an event; null when stopped. */
  private Tenure enter(TextEvent event) {
    Trial beside = trial;
    if (beside != null && event.lot(Draw.CANARY) < beside.share && beside.tenure.enter()) {
      return beside.tenure;
    }
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

  private record Trial(Tenure tenure, double share) {}

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

    boolean isOf(String bundle) {
      return cascade.bundle().name().equals(bundle);
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
