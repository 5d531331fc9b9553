package io.millrace.serve.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.batch.schedule.FittedCost;
import io.millrace.serve.batch.schedule.Waiting;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchPoolTest {
  private static final Duration LIMIT = FakeRequest.LIMIT;
  private static final long LONG_LINGER = Duration.ofHours(1).toNanos();

  private final FakeEngine engine = new FakeEngine();
  private final Queue<Throwable> bugs = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private BatchPool<FakeRequest, String> pool = pool(2, 10_000, 0);

  @AfterEach
  void stop() throws InterruptedException {
    engine.mend();
    pool.stop(LIMIT);
  }

  @Test
  void answersEachWithItsOwn() throws InterruptedException {
    pool.start();

    List<FakeRequest> requests = submit("a", "b", "c");

    for (FakeRequest request : requests) {
      assertThat(request.outcome()).isEqualTo("answer to " + request.name);
    }
  }

  @Test
  void sendsAFullBatchWithoutLingering() throws InterruptedException {
    pool = pool(1, 100, LONG_LINGER);
    pool.start();

    List<FakeRequest> requests = submit("a", "b", "c", "d");

    assertThat(requests.getLast().outcome()).isEqualTo("answer to d");
    assertThat(engine.batches).containsExactly(List.of("a", "b", "c", "d"));
  }

  @Test
  void refusesWhatExceedsItsCapacity() throws InterruptedException {
    pool = pool(1, 2, 0);

    assertThat(pool.submit(0, waiting(new FakeRequest("a")))).isTrue();
    assertThat(pool.submit(0, waiting(new FakeRequest("b")))).isTrue();
    assertThat(pool.submit(0, waiting(new FakeRequest("c")))).isFalse();

    pool.start();
  }

  @Test
  void rejectsOnlyTheRequestThatTheEngineFailsOn() throws InterruptedException {
    engine.failOn("bad");
    List<FakeRequest> requests = submit("a", "bad", "c");
    pool.start();

    assertThat(requests.get(0).outcome()).isEqualTo("answer to a");
    assertThat(requests.get(1).outcome()).startsWith("failed: ");
    assertThat(requests.get(2).outcome()).isEqualTo("answer to c");
    assertThat(failures).hasSize(2); // The batch, and the request alone.
    assertThat(pool.isHealthy()).isTrue();
  }

  @Test
  void rejectsABadRequestThatComesAlone() throws InterruptedException {
    engine.failOn("bad");
    pool.start();

    assertThat(submit("bad").getFirst().outcome()).startsWith("failed: ");
    assertThat(pool.isHealthy()).isTrue();
  }

  @Test
  void holdsRequestsWhileTheEngineIsBroken() throws InterruptedException {
    engine.breakDown();
    List<FakeRequest> requests = submit("a", "b");
    pool.start();
    engine.awaitProbe();
    engine.awaitProbe();

    assertThat(pool.isHealthy()).isFalse();
    assertThat(requests).allSatisfy(request -> assertThat(request.told.getCount()).isOne());

    engine.mend();
    for (FakeRequest request : requests) {
      assertThat(request.outcome()).isEqualTo("answer to " + request.name);
    }
    assertThat(pool.isHealthy()).isTrue();
  }

  @Test
  void tellsWhatItCannotServeBeforeTheLimitOfAStop() throws InterruptedException {
    engine.breakDown();
    List<FakeRequest> requests = submit("a", "b");
    pool.start();
    engine.awaitProbe();

    assertThat(pool.stop(Duration.ZERO)).isTrue();

    for (FakeRequest request : requests) {
      assertThat(request.outcome()).isEqualTo("unanswered");
    }
  }

  @Test
  void servesAllItHasBeforeItStops() throws InterruptedException {
    List<FakeRequest> requests = submit("a", "b", "c", "d", "e", "f");
    pool.start();

    assertThat(pool.stop(LIMIT)).isTrue();

    assertThat(requests).allSatisfy(request -> assertThat(request.outcome()).startsWith("answer"));
    assertThat(pool.submit(0, waiting(new FakeRequest("late")))).isFalse();
  }

  @Test
  void aRequestThatThrowsIsABugAndHoldsUpNoOther() throws InterruptedException {
    FakeRequest throwing =
        new FakeRequest("a")
            .then(
                told -> {
                  throw new IllegalStateException("planted");
                });
    pool.submit(0, waiting(throwing));
    List<FakeRequest> others = submit("b");
    pool.start();

    assertThat(others.getFirst().outcome()).isEqualTo("answer to b");
    assertThat(pool.stop(LIMIT)).isTrue();
    assertThat(bugs).singleElement().extracting(Throwable::getMessage).isEqualTo("planted");
  }

  @Test
  void tellsALateRequest() throws InterruptedException {
    pool.start();
    FakeRequest request = new FakeRequest("a");

    pool.submit(0, new Waiting<>(request, 1, 0, System.nanoTime() - 1));

    assertThat(request.outcome()).isEqualTo("late");
  }

  @Test
  void tellsALateRequestWhileEveryWorkerIsBusy() throws InterruptedException {
    pool = pool(1, 100, 0);
    pool.start();
    CountDownLatch isOver = new CountDownLatch(1);
    FakeRequest blocking = new FakeRequest("a").then(told -> await(isOver));
    pool.submit(0, waiting(blocking));
    blocking.outcome(); // The only worker is held now.
    FakeRequest request = new FakeRequest("b");

    pool.submit(0, new Waiting<>(request, 1, System.nanoTime(), System.nanoTime() + 20_000_000));

    assertThat(request.outcome()).isEqualTo("late");
    isOver.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private BatchPool<FakeRequest, String> pool(int workers, int capacity, long lingerNanos) {
    BatchPolicy policy = new BatchPolicy(4, 1_000, lingerNanos, Long.MAX_VALUE);
    FittedCost cost = new FittedCost();
    if (lingerNanos > 0) {
      cost.observe(1, 1, LONG_LINGER); // Worth lingering for.
    }
    BatchListener listener =
        new BatchListener() {
          @Override
          public void failed(int stage, Throwable cause) {
            failures.add(cause);
          }
        };
    return new BatchPool<>(
        List.of(
            new BatchPool.Stage<>(engine, policy, cost),
            new BatchPool.Stage<>(engine, policy, cost)),
        new BatchPool.Setting(
            workers, capacity, System::nanoTime, listener, (thread, bug) -> bugs.add(bug)));
  }

  private List<FakeRequest> submit(String... names) {
    List<FakeRequest> requests = Arrays.stream(names).map(FakeRequest::new).toList();
    requests.forEach(request -> assertThat(pool.submit(0, waiting(request))).isTrue());
    return requests;
  }

  private static Waiting<FakeRequest> waiting(FakeRequest request) {
    return new Waiting<>(request, 1, System.nanoTime(), Long.MAX_VALUE);
  }
}
