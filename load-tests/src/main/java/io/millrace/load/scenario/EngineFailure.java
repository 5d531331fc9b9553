package io.millrace.load.scenario;

import io.millrace.load.ledger.Standing;
import io.millrace.load.rig.Objectives;
import io.millrace.load.rig.Rig;
import io.millrace.load.rig.Scenario;
import java.io.IOException;
import java.time.Duration;

/**
 * Every engine call fails for a while. That is the engine's fault and no event's: none becomes a
 * dead letter, readiness goes down, and comes back with the engine.
 */
final class EngineFailure implements Scenario {
  private static final Duration BEFORE = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private boolean wentDown;
  private boolean cameBack;

  @Override
  public String description() {
    return "every engine call fails for --duration: nothing may be dead-lettered";
  }

  @Override
  public boolean isSpoiling() {
    return true;
  }

  @Override
  public void play(Rig rig) throws IOException, InterruptedException {
    rig.pass(BEFORE);
    rig.fleet().spoil("fail=true");
    long start = System.nanoTime();
    wentDown = rig.await(() -> !rig.fleet().areReady(), LIMIT);
    rig.screen().say("the engine fails; not ready: %b", wentDown);
    long left = rig.settings().duration().toNanos() - (System.nanoTime() - start);
    rig.pass(Duration.ofNanos(Math.max(0, left)));
    rig.fleet().mend();
    cameBack = rig.await(() -> rig.fleet().areReady(), LIMIT);
    rig.screen().say("the engine is well; ready: %b", cameBack);
    rig.pass(BEFORE);
  }

  @Override
  public void judge(Objectives objectives, Standing end, Rig rig) {
    objectives.exactly("readiness went down", 1, wentDown ? 1 : 0);
    objectives.exactly("readiness came back", 1, cameBack ? 1 : 0);
    objectives.exactly("duplicated", 0, end.duplicated());
  }
}
