package io.millrace.bench.simulate;

import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.batch.schedule.CostModel;
import io.millrace.serve.batch.schedule.Decision;
import io.millrace.serve.batch.schedule.QueueView;
import io.millrace.serve.batch.schedule.Scheduler;
import io.millrace.serve.batch.schedule.Waiting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Workers, queues and a scheduler, from event to event of virtual time.
 *
 * <p>Not for sharing; one run each.
 */
public final class Simulation {
  /** The limits that the service has unless it is told others. */
  public static final BatchPolicy DEFAULTS = new BatchPolicy(32, 1024, 1_000_000, 10_000_000);

  /**
   * One stage.
   *
   * @param cost what the scheduler is told, and learns
   * @param times what calls really take
   */
  public record Stage(BatchPolicy policy, CostModel cost, CallTimes times) {}

  private record Call(int stage, List<Waiting<Arrival>> batch, int longest, long start, long end) {}

  private final List<Stage> stages;
  private final Scheduler scheduler;
  private final Random chance;
  private final List<List<Waiting<Arrival>>> queues = new ArrayList<>();
  private final PriorityQueue<Call> running =
      new PriorityQueue<>((a, b) -> Long.compare(a.end, b.end));
  private final int[] deadlines;
  private int free;
  private long nowNanos;
  private long wakeNanos = Long.MAX_VALUE;
  private Tally tally;

  public Simulation(List<Stage> stages, Scheduler scheduler, int workers, long seed) {
    this.stages = stages;
    this.scheduler = scheduler;
    this.free = workers;
    this.chance = new Random(seed);
    this.deadlines = new int[stages.size()];
    stages.forEach(stage -> queues.add(new ArrayList<>()));
  }

  /**
   * Serves all arrivals, which come in the order of their times.
   *
   * @param fromNanos what arrives before warms up and is not counted
   */
  public Tally run(List<Arrival> arrivals, long fromNanos) {
    tally = new Tally(fromNanos);
    int next = 0;
    while (next < arrivals.size() || !running.isEmpty() || isWaiting()) {
      long arrives = next < arrivals.size() ? arrivals.get(next).atNanos() : Long.MAX_VALUE;
      long ends = running.isEmpty() ? Long.MAX_VALUE : running.peek().end;
      nowNanos = Math.max(nowNanos, Math.min(wakeNanos, Math.min(arrives, ends)));
      while (next < arrivals.size() && arrivals.get(next).atNanos() <= nowNanos) {
        enqueue(0, arrivals.get(next++));
      }
      while (!running.isEmpty() && running.peek().end <= nowNanos) {
        finish(running.poll());
      }
      schedule();
    }
    return tally;
  }

  private boolean isWaiting() {
    return queues.stream().anyMatch(queue -> !queue.isEmpty());
  }

  private void enqueue(int stage, Arrival arrival) {
    deadlines[stage] += arrival.patienceNanos() == Long.MAX_VALUE ? 0 : 1;
    queues
        .get(stage)
        .add(new Waiting<>(arrival, arrival.tokens()[stage], nowNanos, arrival.deadlineNanos()));
  }

  /** All that can be started now; what is late is shed though no worker is free. */
  private void schedule() {
    wakeNanos = Long.MAX_VALUE;
    while (true) {
      if (free == 0) {
        shedLate();
        return;
      }
      switch (scheduler.decide(views(), nowNanos)) {
        case Decision.Send(int stage, int[] picks) -> start(stage, take(stage, picks));
        case Decision.Shed(int stage, int[] picks) -> shed(take(stage, picks));
        case Decision.Wait(long until) -> {
          wakeNanos = Math.max(until, nowNanos + 1);
          return;
        }
      }
    }
  }

  private List<QueueView> views() {
    List<QueueView> views = new ArrayList<>(stages.size());
    for (int stage = 0; stage < stages.size(); stage++) {
      List<Waiting<Arrival>> queue = queues.get(stage);
      Stage one = stages.get(stage);
      views.add(
          new QueueView(
              Collections.unmodifiableList(queue),
              deadlines[stage],
              one.policy(),
              one.cost().surface(),
              Long.MIN_VALUE));
    }
    return views;
  }

  private void shedLate() {
    long first = Long.MAX_VALUE;
    for (int stage = 0; stage < stages.size(); stage++) {
      List<Waiting<Arrival>> queue = queues.get(stage);
      if (deadlines[stage] > 0) {
        int[] late = views().get(stage).late(nowNanos);
        if (late.length > 0) {
          shed(take(stage, late));
        }
        first =
            Math.min(first, queue.stream().mapToLong(Waiting::deadlineNanos).min().orElse(first));
      }
    }
    wakeNanos = first == Long.MAX_VALUE ? first : Math.max(first, nowNanos) + 1;
  }

  private void start(int stage, List<Waiting<Arrival>> batch) {
    int longest = batch.stream().mapToInt(Waiting::tokens).max().orElseThrow();
    long nanos = stages.get(stage).times().nanos(batch.size(), longest, chance);
    long tokens = batch.stream().mapToLong(Waiting::tokens).sum();
    tally.called(nowNanos, nanos, tokens, (long) longest * batch.size());
    running.add(new Call(stage, batch, longest, nowNanos, nowNanos + nanos));
    free--;
  }

  private void finish(Call call) {
    free++;
    stages.get(call.stage).cost().observe(call.batch.size(), call.longest, call.end - call.start);
    for (Waiting<Arrival> one : call.batch) {
      if (call.stage + 1 < one.request().tokens().length) {
        enqueue(call.stage + 1, one.request());
      } else {
        tally.answered(one.request(), nowNanos);
      }
    }
  }

  private void shed(List<Waiting<Arrival>> late) {
    late.forEach(one -> tally.shed(one.request(), nowNanos));
  }

  private List<Waiting<Arrival>> take(int stage, int[] picks) {
    List<Waiting<Arrival>> queue = queues.get(stage);
    List<Waiting<Arrival>> taken = new ArrayList<>(picks.length);
    for (int i = picks.length - 1; i >= 0; i--) {
      Waiting<Arrival> one = queue.remove(picks[i]);
      deadlines[stage] -= one.hasDeadline() ? 1 : 0;
      taken.add(one);
    }
    return taken;
  }
}
