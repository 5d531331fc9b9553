package io.millrace.serve.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.batch.schedule.FittedCost;
import io.millrace.serve.batch.schedule.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many askers, many workers, moves between stages, failures: each request is told once. */
class BatchPoolStressTest {
  private static final int ASKERS = 4;
  private static final int REQUESTS_EACH = 10_000;

  private final FakeEngine engine = new FakeEngine();
  private final Queue<Throwable> bugs = new ConcurrentLinkedQueue<>();
  private final Queue<FakeRequest> moved = new ConcurrentLinkedQueue<>();
  private final BatchPool<FakeRequest, String> pool = pool();

  @Test
  void tellsEachRequestOnce() throws InterruptedException {
    engine.failOn("bad");
    pool.start();
    List<FakeRequest> requests =
        IntStream.range(0, ASKERS * REQUESTS_EACH).mapToObj(this::request).toList();

    submitFromManyThreads(requests);
    assertThat(pool.stop(FakeRequest.LIMIT)).isTrue();

    assertThat(requests).allSatisfy(request -> assertThat(request.times).hasValue(1));
    assertThat(moved).isNotEmpty().allSatisfy(request -> assertThat(request.times).hasValue(1));
    assertThat(pool.open()).isZero();
    assertThat(pool.backlogNanos()).isZero();
    assertThat(bugs).isEmpty();
  }

  @Test
  void tellsEachTakenRequestOnceWhenStoppedInTheMiddle() throws InterruptedException {
    pool.start();
    List<FakeRequest> requests =
        IntStream.range(0, ASKERS * REQUESTS_EACH).mapToObj(this::request).toList();

    Thread stopper = Thread.ofPlatform().unstarted(this::stopAtOnce);
    requests.get(REQUESTS_EACH / 2).then(told -> stopper.start());
    List<FakeRequest> taken = submitFromManyThreads(requests);
    stopper.join();
    assertThat(pool.stop(FakeRequest.LIMIT)).isTrue();

    assertThat(taken).allSatisfy(request -> assertThat(request.times).hasValue(1));
    assertThat(moved).allSatisfy(request -> assertThat(request.times).hasValue(1));
    assertThat(pool.open()).isZero();
  }

  /**
   * Every third moves on to the other stage when it is told; one in a thousand breaks its batch.
   */
  private FakeRequest request(int number) {
    FakeRequest request = new FakeRequest(number % 1000 == 7 ? "bad" : "good");
    if (number % 3 == 0) {
      FakeRequest next = new FakeRequest("moved");
      request.then(
          told -> {
            if (pool.resubmit(1, waiting(next))) {
              moved.add(next);
            }
          });
    }
    return request;
  }

  private List<FakeRequest> submitFromManyThreads(List<FakeRequest> requests)
      throws InterruptedException {
    Queue<FakeRequest> taken = new ConcurrentLinkedQueue<>();
    List<Thread> askers = new ArrayList<>();
    for (int asker = 0; asker < ASKERS; asker++) {
      List<FakeRequest> share =
          requests.subList(asker * REQUESTS_EACH, (asker + 1) * REQUESTS_EACH);
      askers.add(
          Thread.ofPlatform()
              .start(
                  () ->
                      share.stream()
                          .filter(request -> pool.submit(0, waiting(request)))
                          .forEach(taken::add)));
    }
    for (Thread asker : askers) {
      asker.join();
    }
    return List.copyOf(taken);
  }

  private void stopAtOnce() {
    try {
      pool.stop(java.time.Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private BatchPool<FakeRequest, String> pool() {
    BatchPolicy policy = new BatchPolicy(4, 1_000, 10_000, Long.MAX_VALUE);
    BatchPool.Stage<FakeRequest, String> stage =
        new BatchPool.Stage<>(engine, policy, new FittedCost());
    return new BatchPool<>(
        List.of(stage, stage),
        new BatchPool.Setting(
            4, 1_000_000, System::nanoTime, BatchListener.NONE, (thread, bug) -> bugs.add(bug)));
  }

  private static Waiting<FakeRequest> waiting(FakeRequest request) {
    return new Waiting<>(request, 1, System.nanoTime(), Long.MAX_VALUE);
  }
}
