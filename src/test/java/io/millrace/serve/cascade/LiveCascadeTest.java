package io.millrace.serve.cascade;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.TemperatureScaling;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.TextEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveCascadeTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Queue<String> bugs = new ConcurrentLinkedQueue<>();
  private final FakeClassifier first = new FakeClassifier(2).answers("known", 9, 0);
  private final FakeClassifier second = new FakeClassifier(2).answers("known", 9, 0);
  private final LiveCascade live = new LiveCascade(started("fake:1000", first));

  @AfterEach
  void stop() throws InterruptedException {
    live.stop(LIMIT);
    assertThat(bugs).isEmpty();
  }

  @Test
  void answersByTheNewBundleFromTheReplacementOn() throws InterruptedException {
    assertThat(ask("known").prediction().bundle()).isEqualTo("fake:1000");

    assertThat(live.replace(started("fake:2", second)).orElseThrow().drain(LIMIT)).isTrue();

    assertThat(ask("known").prediction().bundle()).isEqualTo("fake:2");
    assertThat(live.bundle().name()).isEqualTo("fake:2");
  }

  @Test
  void anEventInFlightFinishesOnTheBundleItBeganWith() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    first.whenAsked(
        () -> {
          asked.countDown();
          await(goOn);
        });
    RecordedReply before = ask("known");
    await(asked);

    LiveCascade.Retired old = live.replace(started("fake:2", second)).orElseThrow();
    RecordedReply after = ask("known");

    assertThat(after.prediction().bundle()).isEqualTo("fake:2");
    assertThat(first.isClosed).isFalse();
    goOn.countDown();
    assertThat(before.prediction().bundle()).isEqualTo("fake:1000");
    assertThat(old.drain(LIMIT)).isTrue();
    assertThat(first.isClosed).isTrue();
    assertThat(second.isClosed).isFalse();
  }

  @Test
  void doesNotFreeABundleWhoseEngineHangs() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    first.whenAsked(
        () -> {
          asked.countDown();
          await(goOn);
        });
    RecordedReply hanging = ask("known");
    await(asked);

    boolean freed =
        live.replace(started("fake:2", second)).orElseThrow().drain(Duration.ofMillis(1));

    assertThat(freed).isFalse();
    assertThat(first.isClosed).isFalse();
    goOn.countDown();
    assertThat(hanging.prediction().bundle()).isEqualTo("fake:1000");
  }

  @Test
  void handsBackWhatIsAskedAfterTheStop() throws InterruptedException {
    live.stop(LIMIT);

    assertThat(first.isClosed).isTrue();
    assertThat(ask("known").await()).isEqualTo("unanswered");
    Cascade late = started("fake:2", second);
    assertThat(live.replace(late)).isEmpty();
    late.stop(LIMIT);
  }

  @Test
  void everyEventIsAnsweredThroughManyReplacements() throws InterruptedException {
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicInteger taken = new AtomicInteger();
    List<Asker> askers = Stream.generate(() -> new Asker(isOver, taken)).limit(3).toList();
    List<Thread> threads = askers.stream().map(Thread.ofPlatform()::start).toList();

    List<FakeClassifier> all = new ArrayList<>();
    for (int version = 1001; version <= 1200; version++) { // As many digits each: they sort.
      int enough = taken.get() + 3;
      while (taken.get() < enough) {
        Thread.onSpinWait();
      }
      all.add(new FakeClassifier(2).answers("known", 9, 0));
      Cascade next = started("fake:" + version, all.getLast());
      assertThat(live.replace(next).orElseThrow().drain(LIMIT)).isTrue();
    }
    isOver.set(true);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(askers)
        .allSatisfy(
            asker -> {
              assertThat(asker.predictions).isNotEmpty().allMatch(it -> it.label().equals("yes"));
              assertThat(asker.predictions.stream().map(Prediction::bundle)).isSorted();
            });
    assertThat(all.subList(0, all.size() - 1)).allMatch(classifier -> classifier.isClosed);
    assertThat(all.getLast().isClosed).isFalse();
  }

  /** Asks again when it is told, so that little is in flight. */
  private final class Asker implements Runnable {
    private final AtomicBoolean isOver;
    private final AtomicInteger taken;
    private final List<Prediction> predictions = new ArrayList<>();

    Asker(AtomicBoolean isOver, AtomicInteger taken) {
      this.isOver = isOver;
      this.taken = taken;
    }

    @Override
    public void run() {
      while (!isOver.get()) {
        RecordedReply reply = ask("known");
        taken.incrementAndGet();
        try {
          predictions.add(reply.prediction());
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private RecordedReply ask(String text) {
    RecordedReply reply = new RecordedReply();
    TextEvent event = new TextEvent("id", text, OptionalLong.empty(), 0, null);
    live.ask(event, System.nanoTime(), Long.MAX_VALUE, reply);
    return reply;
  }

  private Cascade started(String name, FakeClassifier classifier) {
    Gate gate = new Gate(TemperatureScaling.NONE, 0.5, -1);
    CascadeStage stage = new CascadeStage("only", new FakeTokenizer(), classifier, gate);
    Cascade cascade =
        new Cascade(
            new LoadedBundle(name, List.of("yes", "no"), List.of(stage)),
            new BatchPolicy(4, 1_000, 0, Long.MAX_VALUE),
            new BatchPool.Setting(
                2, 100, System::nanoTime, BatchListener.NONE, (_, bug) -> bugs.add("" + bug)),
            CascadeListener.NONE);
    cascade.start();
    return cascade;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LIMIT.toSeconds(), SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
