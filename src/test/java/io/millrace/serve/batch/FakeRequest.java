package io.millrace.serve.batch;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Remembers what it was told, and how often. */
final class FakeRequest implements Request<String> {
  /** Far above what any answer takes. */
  static final Duration LIMIT = Duration.ofSeconds(20);

  final String name;
  final CountDownLatch told = new CountDownLatch(1);
  final AtomicInteger times = new AtomicInteger();
  private volatile Consumer<String> then = told -> {};
  private volatile String outcome;

  FakeRequest(String name) {
    this.name = name;
  }

  FakeRequest then(Consumer<String> then) {
    this.then = then;
    return this;
  }

  String outcome() throws InterruptedException {
    assertThat(told.await(LIMIT.toSeconds(), SECONDS)).isTrue();
    return outcome;
  }

  private void tell(String what) {
    outcome = what;
    times.incrementAndGet();
    told.countDown();
    then.accept(what);
  }

  @Override
  public void answered(String answer, long queueNanos, long serviceNanos, int requests) {
    tell(answer);
  }

  @Override
  public void late(long queueNanos) {
    tell("late");
  }

  @Override
  public void failed(String message) {
    tell("failed: " + message);
  }

  @Override
  public void unanswered() {
    tell("unanswered");
  }
}
