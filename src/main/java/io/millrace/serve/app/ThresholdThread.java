package io.millrace.serve.app;

import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.cascade.LoadRule;
import io.millrace.serve.cascade.PolicyListener;
import io.millrace.serve.cascade.Thresholds;
import io.millrace.serve.kafka.PolicyFollower;
import io.millrace.serve.kafka.PolicySender;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.KafkaException;

/**
 * Looks at the policy topic and at the backlog, twenty times a second, and moves thresholds.
 *
 * <p>Safe for use by many threads.
 */
final class ThresholdThread {
  private static final Logger LOG = Logger.getLogger(ThresholdThread.class.getName());
  private static final Duration PACE = Duration.ofMillis(50);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  /** What it works with. */
  record Parts(
      LiveCascade cascade,
      Thresholds thresholds,
      Optional<PolicyFollower> follower,
      Optional<LoadRule> load,
      PolicySender sender,
      PolicyListener listener) {}

  private final Parts parts;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("thresholds").daemon().unstarted(this::run);
  private LoadRule.State load = new LoadRule.State(0, System.nanoTime());

  ThresholdThread(Parts parts) {
    this.parts = parts;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopped.await(PACE.toMillis(), TimeUnit.MILLISECONDS)) {
        follow();
        parts.load().ifPresent(this::watch);
        // A bundle that was swapped in begins with its own thresholds.
        parts.thresholds().apply();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      Failures.bug(Thread.currentThread(), bug);
    } finally {
      parts.follower().ifPresent(PolicyFollower::close);
    }
  }

  private void follow() {
    try {
      parts.follower().ifPresent(follower -> follower.poll(PACE));
    } catch (KafkaException notNow) {
      LOG.log(Level.WARNING, "Policy not read, thresholds stay: {0}", notNow.getMessage());
    }
  }

  private void watch(LoadRule rule) {
    LoadRule.State next = rule.next(load, parts.cascade().backlogNanos(), System.nanoTime());
    if (next != load) {
      load = next;
      parts.thresholds().relieve(rule.relief(next), next.level());
      parts.listener().level(next.level());
      parts.sender().stepped(parts.cascade().bundle().name(), next.level(), rule.steps());
    }
  }

  void stop() throws InterruptedException {
    stopped.countDown();
    thread.join(CLOSE_LIMIT);
  }
}
