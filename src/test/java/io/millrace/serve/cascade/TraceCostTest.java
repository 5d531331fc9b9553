package io.millrace.serve.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.TemperatureScaling;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an event costs whom nobody follows: memory that its engine worker sets aside for it. */
class TraceCostTest {
  private static final int EVENTS = 5_000;
  private static final TextEvent EVENT = new TextEvent("1", "hello", OptionalLong.empty(), 0, null);

  private final Cascade cascade =
      new Cascade(
          new LoadedBundle(
              "fake:1",
              List.of("yes", "no"),
              List.of(
                  new CascadeStage(
                      "student",
                      new FakeTokenizer(),
                      new FakeClassifier(2).answers("hello", 9, 0),
                      new Gate(TemperatureScaling.NONE, 0.5, -1)))),
          new BatchPolicy(1, 1_000, 0, 1),
          new BatchPool.Setting(1, 10, System::nanoTime, BatchListener.NONE, (thread, bug) -> {}),
          CascadeListener.NONE);

  @AfterEach
  void stop() throws InterruptedException {
    cascade.stop(Duration.ofSeconds(10));
  }

  /** In turn with and without, so that what the JVM compiles meanwhile changes both. */
  @Test
  void nothingIsMadeForTheTraceOfAnEventThatHasNone() throws InterruptedException {
    cascade.start();
    Account account = new Account();
    Counting without = new Counting(Trace.NONE, account);
    Kept kept = new Kept();
    Counting with = new Counting(kept, account);

    for (int event = 0; event < EVENTS; event++) {
      ask(without);
      ask(with);
    }

    assertThat(kept.judgements).isEqualTo(EVENTS);
    // A StageAnswer: two references, five numbers of 8 bytes, three of 4, a truth value, a header.
    assertThat((with.bytes - without.bytes) / (double) EVENTS)
        .as("bytes an event, beside %s", without.bytes / EVENTS)
        .isBetween(64.0, 96.0);
  }

  private void ask(Counting reply) throws InterruptedException {
    reply.answered = new CountDownLatch(1);
    cascade.ask(EVENT, 0, Long.MAX_VALUE, reply);
    assertThat(reply.answered.await(20, TimeUnit.SECONDS)).isTrue();
  }

  /** Keeps the last, so that the compiler cannot leave it out. */
  private static final class Kept implements Trace {
    int judgements;
    volatile StageAnswer last;

    @Override
    public void judged(StageAnswer answer) {
      judgements++;
      last = answer;
    }
  }

  /** What the worker has set aside since it was last asked. */
  private static final class Account {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long last;

    long take() {
      long now = threads.getCurrentThreadAllocatedBytes();
      long bytes = last == 0 ? 0 : now - last;
      last = now;
      return bytes;
    }
  }

  /** Looks at the worker's account, on the worker. */
  private static final class Counting implements Answerer.Reply {
    private final Trace trace;
    private final Account account;
    volatile CountDownLatch answered;
    private long bytes;

    Counting(Trace trace, Account account) {
      this.trace = trace;
      this.account = account;
    }

    @Override
    public Trace trace() {
      return trace;
    }

    @Override
    public void answered(Prediction prediction) {
      bytes += account.take();
      answered.countDown();
    }

    @Override
    public void rejected(Rejection rejection) {
      throw new AssertionError(rejection);
    }

    @Override
    public void unanswered() {
      throw new AssertionError("stopped");
    }
  }
}
