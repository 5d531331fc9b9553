package io.millrace.serve.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Serves batches, and sees that each request is told exactly once, whatever the engine does.
 *
 * <p>When a call fails, its requests are asked one by one, once. If some still fail, the probe
 * decides: it passes, so it is those requests; it fails, so it is the engine, and they go back to
 * the head of their queue until the probe passes. A single bad request so never stops the stream,
 * and a broken engine never costs a request.
 *
 * <p>Safe for use by many threads.
 */
final class EngineCalls<R extends Request<A>, A> {
  private final List<Batcher<R, A>> batchers;
  private final LongSupplier nanoClock;
  private final BatchListener listener;
  private final Runnable finished;

  /**
   * @param finished hears of each request that was told
   */
  EngineCalls(
      List<Batcher<R, A>> batchers,
      LongSupplier nanoClock,
      BatchListener listener,
      Runnable finished) {
    this.batchers = batchers;
    this.nanoClock = nanoClock;
    this.listener = listener;
    this.finished = finished;
  }

  void serve(int stage, List<Waiting<R>> batch) {
    EngineHealth health = batchers.get(stage).health();
    if (!health.isWell() && !probePasses(stage)) {
      putBack(stage, batch);
    } else if (!answers(stage, batch)) {
      serveOneByOne(stage, batch);
    } else {
      health.well();
    }
  }

  void shed(int stage, List<Waiting<R>> batch) {
    long nowNanos = nanoClock.getAsLong();
    for (Waiting<R> one : batch) {
      long queueNanos = nowNanos - one.enqueuedNanos();
      listener.dequeued(stage, queueNanos);
      tell(() -> one.request().late(queueNanos));
    }
  }

  void abandon(List<Waiting<R>> batch) {
    batch.forEach(one -> tell(one.request()::unanswered));
  }

  private void serveOneByOne(int stage, List<Waiting<R>> batch) {
    List<Waiting<R>> failed = new ArrayList<>();
    for (Waiting<R> one : batch) {
      if (!answers(stage, List.of(one))) {
        failed.add(one);
      }
    }
    if (failed.isEmpty() || probePasses(stage)) {
      failed.forEach(
          one -> tell(() -> one.request().failed("the engine fails on this event alone")));
    } else {
      putBack(stage, failed);
    }
  }

  private void putBack(int stage, List<Waiting<R>> batch) {
    batchers.get(stage).health().broken(nanoClock.getAsLong());
    batchers.get(stage).putBack(batch);
  }

  private boolean probePasses(int stage) {
    try {
      batchers.get(stage).stage().function().probe();
      batchers.get(stage).health().well();
      return true;
    } catch (Throwable e) { // An error too, such as one of a native library, must lose no request.
      listener.failed(stage, e);
      return false;
    }
  }

  /** Calls the engine and tells the requests; false, and nobody told, if it fails. */
  private boolean answers(int stage, List<Waiting<R>> batch) {
    long startNanos = nanoClock.getAsLong();
    List<A> answers;
    try {
      answers = call(stage, batch);
    } catch (Throwable e) { // An error too, such as one of a native library, must lose no request.
      listener.failed(stage, e);
      return false;
    }
    long serviceNanos = nanoClock.getAsLong() - startNanos;
    observe(stage, batch, serviceNanos);
    for (int i = 0; i < answers.size(); i++) {
      Waiting<R> one = batch.get(i);
      A answer = answers.get(i);
      long queueNanos = startNanos - one.enqueuedNanos();
      listener.dequeued(stage, queueNanos);
      tell(() -> one.request().answered(answer, queueNanos, serviceNanos));
    }
    return true;
  }

  private List<A> call(int stage, List<Waiting<R>> batch) {
    List<R> requests = new ArrayList<>(batch.size());
    for (Waiting<R> one : batch) {
      requests.add(one.request());
    }
    List<A> answers = batchers.get(stage).stage().function().apply(requests);
    if (answers.size() != batch.size()) {
      throw new IllegalStateException(
          "Bug: expected %d answers, found %d".formatted(batch.size(), answers.size()));
    }
    return answers;
  }

  private void observe(int stage, List<Waiting<R>> batch, long serviceNanos) {
    int longest = 0;
    long tokens = 0;
    for (Waiting<R> one : batch) {
      longest = Math.max(longest, one.tokens());
      tokens += one.tokens();
    }
    batchers.get(stage).stage().cost().observe(batch.size(), longest, serviceNanos);
    double paddingShare = 1 - (double) tokens / ((long) batch.size() * longest);
    listener.served(stage, batch.size(), paddingShare, serviceNanos);
  }

  /** One that throws must not keep the others of its batch from being told. */
  private void tell(Runnable told) {
    try {
      told.run();
    } catch (Throwable e) {
      Thread worker = Thread.currentThread();
      worker.getUncaughtExceptionHandler().uncaughtException(worker, e);
    } finally {
      finished.run();
    }
  }
}
