package io.millrace.load.rig;

import io.millrace.load.scenario.Figure;
import io.millrace.load.scenario.SearchPlan;
import io.millrace.load.search.RateSearch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the highest rate at which the service keeps its latency: each step settles, is measured,
 * and is given the time to answer all of it; then everything that waits is answered before the
 * next.
 *
 * <p>Confined to the thread of the run.
 */
public final class Saturation {
  /** So much is left of what a code that was never run takes. */
  private static final Duration WARM_UP = Duration.ofSeconds(8);

  private static final double QUANTILE = 0.99;

  /** Sends fewer than this share of what is due: then the rig is what does not keep up. */
  private static final double RIG_SHARE = 0.95;

  private final Rig rig;
  private final SearchPlan plan;
  private final RateSearch search;
  private final List<Step> steps = new ArrayList<>();

  /**
   * One try of a rate.
   *
   * @param rate events due a second
   * @param answeredPerSecond meanwhile
   * @param p99Ms of all that were due, with what the unanswered have waited
   * @param isRigBehind whether the rig itself could not send so fast
   */
  public record Step(
      double atSeconds,
      double rate,
      double answeredPerSecond,
      double p50Ms,
      double p99Ms,
      boolean holds,
      boolean isRigBehind) {}

  Saturation(Rig rig, double firstRate, SearchPlan plan) {
    this.rig = rig;
    this.plan = plan;
    this.search = new RateSearch(firstRate, plan.precision());
  }

  /** Until it is found, or time is up. */
  void play() throws InterruptedException {
    rig.pass(WARM_UP);
    long start = System.nanoTime();
    while (search.next().isPresent() && System.nanoTime() - start < plan.limit().toNanos()) {
      Step step = step(search.next().getAsDouble());
      steps.add(step);
      search.enter(step.holds);
      rig.screen()
          .say(
              "due %,.0f a second: answered %,.0f, p50 %,.1f ms, p99 %,.1f ms: %s%s",
              step.rate,
              step.answeredPerSecond,
              step.p50Ms,
              step.p99Ms,
              step.holds ? "holds" : "does not hold",
              step.isRigBehind ? "; the rig itself does not send so fast" : "");
      drain();
    }
    rig.screen()
        .say(
            "highest rate that holds: %,.0f events a second%s",
            search.highest(), search.isConfirmed() ? "" : ", not narrowed down within the limit");
  }

  private Step step(double rate) throws InterruptedException {
    rig.generator().rate(rate);
    rig.pass(plan.settle());
    rig.timeline().mark(String.format(java.util.Locale.ROOT, "%,.0f/s", rate));
    int from = rig.standing().due();
    int answeredBefore = rig.standing().answered();
    long start = System.nanoTime();
    rig.pass(plan.step());
    double seconds = (System.nanoTime() - start) / 1e9;
    int to = rig.standing().due();
    double answered = (rig.standing().answered() - answeredBefore) / seconds;
    // Whoever is not answered in this time is beyond the objective.
    Duration grace = Duration.ofMillis(1 + (long) plan.p99Ms());
    rig.await(() -> rig.ledger().answered(from, to) == to - from, grace);
    long now = System.nanoTime();
    double p99 = rig.ledger().quantileMs(from, to, QUANTILE, now);
    return new Step(
        rig.timeline().atSeconds(),
        rate,
        answered,
        rig.ledger().quantileMs(from, to, 0.5, now),
        p99,
        p99 <= plan.p99Ms(),
        to - from < RIG_SHARE * rate * seconds);
  }

  private void drain() throws InterruptedException {
    rig.generator().rate(0);
    rig.await(() -> rig.standing().lost() == 0, rig.settings().patience());
  }

  void report(Figures figures) {
    figures.put(Figure.SATURATION, search.highest());
  }

  List<Step> steps() {
    return steps;
  }
}
