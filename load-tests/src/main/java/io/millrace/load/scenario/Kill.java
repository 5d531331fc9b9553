package io.millrace.load.scenario;

import io.millrace.load.ledger.Standing;
import io.millrace.load.rig.Doubling;
import io.millrace.load.rig.Objectives;
import io.millrace.load.rig.Rig;
import io.millrace.load.rig.Scenario;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * SIGKILL of the service at random moments: mostly while it works, now and then while it starts.
 *
 * <p>Half of its lives, at random, it has a fixed name in the group (static membership) and takes
 * its partitions up at once; in the others they stay with the dead until the session timeout.
 */
final class Kill implements Scenario {
  private static final Duration WORK_LIMIT = Duration.ofMinutes(2);
  private static final int RUN_MILLIS = 3_000;
  private static final double START_SHARE = 0.2;

  private final Doubling doubling = new Doubling();
  private int stuck;

  @Override
  public String description() {
    return "kill -9 of the service, --kills times at random moments, and a new start each time";
  }

  /** Lives are too short for the second compiler, and a start costs a third less without it. */
  @Override
  public List<String> jvm() {
    return List.of("-XX:TieredStopAtLevel=1");
  }

  @Override
  public void play(Rig rig) throws IOException, InterruptedException {
    for (int kill = 1; kill <= rig.settings().kills(); kill++) {
      rig.pass(Duration.ofMillis(rig.random().nextInt(RUN_MILLIS)));
      doubling.mark(rig.standing());
      int answered = rig.standing().answered();
      rig.fleet().service(0).child().kill();
      rig.fleet().start(0, name(rig));
      if (rig.random().nextDouble() >= START_SHARE) {
        stuck += rig.await(() -> rig.standing().answered() > answered, WORK_LIMIT) ? 0 : 1;
      }
      rig.screen().say("kill %d of %d: %s", kill, rig.settings().kills(), rig.standing().line());
    }
  }

  private static Map<String, String> name(Rig rig) {
    return rig.random().nextBoolean()
        ? Map.of("MP_MESSAGING_INCOMING_EVENTS_GROUP_INSTANCE_ID", "rig")
        : Map.of();
  }

  @Override
  public void judge(Objectives objectives, Standing end, Rig rig) {
    objectives.exactly("starts that did not resume", 0, stuck);
    doubling.judge(objectives, end, rig.settings());
  }
}
