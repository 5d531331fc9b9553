package io.millrace.load.fault;

import io.millrace.load.rig.Fault;
import io.millrace.load.rig.Rig;
import java.io.IOException;
import java.time.Duration;

/**
 * Every engine call fails for a while. That is the engine's fault and no event's: none becomes a
 * dead letter, readiness goes down, and comes back with the engine.
 */
final class EngineFailure implements Fault {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration AFTER = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "engine failure";
  }

  @Override
  public boolean strike(Rig rig, int number) throws IOException, InterruptedException {
    Duration lasts = rig.lasts();
    long start = System.nanoTime();
    rig.timeline().mark("the engine fails");
    rig.fleet().spoil("fail=true");
    boolean wentDown = rig.await(() -> !rig.fleet().areReady(), LIMIT);
    rig.screen().say("the engine fails; not ready: %b", wentDown);
    rig.pass(lasts.minusNanos(System.nanoTime() - start));
    rig.timeline().mark("the engine is well");
    rig.fleet().mend();
    boolean cameBack = rig.await(() -> rig.fleet().areReady(), LIMIT);
    rig.screen().say("the engine is well; ready: %b", cameBack);
    rig.pass(AFTER);
    return wentDown && cameBack;
  }
}
