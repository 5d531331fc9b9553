package io.millrace.load.scenario;

import io.millrace.load.ledger.Standing;
import io.millrace.load.rig.Objectives;
import io.millrace.load.rig.Rig;
import io.millrace.load.rig.Scenario;
import java.time.Duration;

/**
 * More and more events, until they are not answered as fast as they come. Then everything that
 * waits must still be answered.
 */
final class Saturation implements Scenario {
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final double FASTER = 1.5;

  /** Answered over due, below which a step counts as too much. */
  private static final double KEPT_UP = 0.9;

  private double best;

  @Override
  public String description() {
    return "from --rate on half as much again every 5 s, until the service does not keep up or --duration is over";
  }

  @Override
  public boolean isHarmless() {
    return true;
  }

  @Override
  public void play(Rig rig) throws InterruptedException {
    double rate = rig.settings().rate();
    long steps = Math.max(1, rig.settings().duration().toSeconds() / STEP.toSeconds());
    boolean keepsUp = true;
    for (long step = 0; step < steps && keepsUp; step++) {
      rig.generator().rate(rate);
      int before = rig.standing().answered();
      long start = System.nanoTime();
      rig.pass(STEP);
      double seconds = (System.nanoTime() - start) / 1e9;
      double answered = (rig.standing().answered() - before) / seconds;
      rig.screen().say("due %,.0f a second, answered %,.0f", rate, answered);
      // The first step pays for warming up.
      keepsUp = step == 0 || answered >= KEPT_UP * rate;
      best = Math.max(best, answered);
      rate *= FASTER;
    }
  }

  @Override
  public void judge(Objectives objectives, Standing end, Rig rig) {
    objectives.exactly("duplicated", 0, end.duplicated());
    objectives.atLeast("most answered a second in a step", rig.settings().rate(), best);
  }
}
