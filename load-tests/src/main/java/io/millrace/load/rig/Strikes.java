package io.millrace.load.rig;

import io.millrace.load.scenario.FaultPlan;
import io.millrace.load.scenario.Figure;
import java.io.IOException;
import java.time.Duration;

/**
 * Lets a fault strike again and again, and counts what it doubled.
 *
 * <p>Confined to the thread of the run.
 */
final class Strikes {
  private final Fault fault;
  private final FaultPlan plan;
  private int notOvercome;
  private int doubledBefore;
  private int beyondPromise;

  Strikes(Fault fault, FaultPlan plan) {
    this.fault = fault;
    this.plan = plan;
  }

  /** All strikes, spread over the duration, after a random pause each. */
  void play(Rig rig, Duration duration) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (int strike = 1; strike <= plan.times(); strike++) {
      long pause = Math.round(rig.random().nextDouble() * plan.pause().toNanos());
      long due = duration.toNanos() / plan.times() * (strike - 1) - (System.nanoTime() - start);
      rig.pass(Duration.ofNanos(Math.max(due, pause)));
      account(rig);
      boolean isOvercome = fault.strike(rig, strike);
      notOvercome += isOvercome ? 0 : 1;
      rig.screen()
          .say(
              "%s %d of %d%s: %s",
              fault.name(),
              strike,
              plan.times(),
              isOvercome ? "" : ", NOT overcome",
              rig.standing().line());
    }
    rig.pass(duration.minusNanos(System.nanoTime() - start));
  }

  /** What the last strike doubled beyond what it may. */
  private void account(Rig rig) {
    int doubled = rig.standing().duplicated();
    beyondPromise += Math.max(0, doubled - doubledBefore - rig.settings().mayDouble());
    doubledBefore = doubled;
  }

  void report(Rig rig, Figures figures) {
    account(rig);
    figures.put(Figure.FAULTS, plan.times());
    figures.put(Figure.NOT_OVERCOME, notOvercome);
    figures.put(Figure.DUPLICATED_BEYOND_PROMISE, beyondPromise);
    fault.report(figures);
  }
}
