package io.millrace.serve.batch;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/** Answers by name; fails on a given name, or on all when broken. */
final class FakeEngine implements BatchFunction<FakeRequest, String> {
  final Queue<List<String>> batches = new ConcurrentLinkedQueue<>();
  private final Semaphore probes = new Semaphore(0);
  private volatile String bad;
  private volatile boolean isBroken;

  void failOn(String name) {
    bad = name;
  }

  void breakDown() {
    isBroken = true;
  }

  void mend() {
    isBroken = false;
  }

  void awaitProbe() throws InterruptedException {
    assertThat(probes.tryAcquire(FakeRequest.LIMIT.toSeconds(), SECONDS)).isTrue();
  }

  @Override
  public List<String> apply(List<FakeRequest> batch) {
    List<String> names = batch.stream().map(request -> request.name).toList();
    batches.add(names);
    if (isBroken || names.contains(bad)) {
      throw new IllegalStateException("planted failure");
    }
    return names.stream().map(name -> "answer to " + name).toList();
  }

  @Override
  public void probe() {
    probes.release();
    if (isBroken) {
      throw new IllegalStateException("planted failure");
    }
  }
}
