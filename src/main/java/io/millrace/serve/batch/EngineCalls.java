package io.millrace.serve.batch;

import io.millrace.serve.batch.schedule.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Serves batches, and sees that each request is told exactly once, whatever the engine does.
 *
 * <p>When a call fails, {@link Bisection} finds whose fault it is: a request's, which is told so;
 * or the engine's, and what is left goes back to the head of its queue until the probe passes. A
 * bad request so never stops the stream, and a broken engine never costs a request.
 *
 * <p>Safe for use by many threads.
 */
final class EngineCalls<R extends Request<A>, A> {
  private static final Logger LOG = Logger.getLogger(EngineCalls.class.getName());

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
    Asking asking = new Asking(stage);
    EngineHealth health = batchers.get(stage).health();
    if (!health.isWell() && !asking.probePasses()) {
      putBack(asking, batch);
    } else if (!asking.answers(batch)) {
      List<Waiting<R>> untold = Bisection.of(batch, asking);
      if (!untold.isEmpty()) {
        putBack(asking, untold);
      }
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

  private void putBack(Asking asking, List<Waiting<R>> batch) {
    Batcher<R, A> batcher = batchers.get(asking.stage);
    if (batcher.health().isWell()) {
      LOG.log(
          Level.SEVERE,
          "The engine fails whatever it is asked, so events wait: {0}",
          asking.reason);
    }
    batcher.health().broken(nanoClock.getAsLong());
    batcher.putBack(batch);
  }

  /** One stage's engine while one batch is served. */
  private final class Asking implements Bisection.Engine<R> {
    private final int stage;

    private String reason;

    Asking(int stage) {
      this.stage = stage;
    }

    @Override
    public boolean answers(List<Waiting<R>> part) {
      long startNanos = nanoClock.getAsLong();
      List<R> requests = requests(part);
      List<A> answers;
      try {
        answers = call(stage, requests);
      } catch (Throwable e) { // An error too, such as one of a native library, loses no request.
        failed(e);
        return false;
      }
      long serviceNanos = nanoClock.getAsLong() - startNanos;
      observe(stage, part, requests, serviceNanos);
      for (int i = 0; i < answers.size(); i++) {
        Waiting<R> one = part.get(i);
        long queueNanos = startNanos - one.enqueuedNanos();
        listener.dequeued(stage, queueNanos);
        tellAnswer(one.request(), answers.get(i), queueNanos, serviceNanos, part.size());
      }
      return true;
    }

    @Override
    public boolean probePasses() {
      try {
        batchers.get(stage).stage().function().probe();
      } catch (Throwable e) { // As above.
        failed(e);
        return false;
      }
      if (!batchers.get(stage).health().isWell()) {
        batchers.get(stage).health().well();
        LOG.info("The engine answers again");
      }
      return true;
    }

    @Override
    public String reason() {
      return reason;
    }

    @Override
    public void guilty(Waiting<R> one, String reason) {
      tell(() -> one.request().failed("the engine fails on this event alone: " + reason));
    }

    private void failed(Throwable cause) {
      reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      listener.failed(stage, cause);
    }
  }

  private static <R> List<R> requests(List<Waiting<R>> batch) {
    List<R> requests = new ArrayList<>(batch.size());
    for (Waiting<R> one : batch) {
      requests.add(one.request());
    }
    return requests;
  }

  private List<A> call(int stage, List<R> batch) {
    List<A> answers = batchers.get(stage).stage().function().apply(batch);
    if (answers.size() != batch.size()) {
      throw new IllegalStateException(
          "Bug: expected %d answers, found %d".formatted(batch.size(), answers.size()));
    }
    return answers;
  }

  private void observe(int stage, List<Waiting<R>> batch, List<R> requests, long serviceNanos) {
    int longest = 0;
    long tokens = 0;
    for (Waiting<R> one : batch) {
      longest = Math.max(longest, one.tokens());
      tokens += one.tokens();
    }
    batchers.get(stage).stage().cost().observe(batch.size(), longest, serviceNanos);
    double paddingShare = 1 - (double) tokens / ((long) batch.size() * longest);
    listener.served(stage, requests, paddingShare, serviceNanos);
  }

  /** As below, which would make an object for each answer. */
  private void tellAnswer(R request, A answer, long queueNanos, long serviceNanos, int requests) {
    try {
      request.answered(answer, queueNanos, serviceNanos, requests);
    } catch (Throwable e) {
      bug(e);
    } finally {
      finished.run();
    }
  }

  /** One that throws must not keep the others of its batch from being told. */
  private void tell(Runnable told) {
    try {
      told.run();
    } catch (Throwable e) {
      bug(e);
    } finally {
      finished.run();
    }
  }

  private static void bug(Throwable e) {
    Thread worker = Thread.currentThread();
    worker.getUncaughtExceptionHandler().uncaughtException(worker, e);
  }
}
