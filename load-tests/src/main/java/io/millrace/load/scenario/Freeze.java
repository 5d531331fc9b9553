package io.millrace.load.scenario;

import io.millrace.load.ledger.Standing;
import io.millrace.load.process.Child;
import io.millrace.load.rig.Doubling;
import io.millrace.load.rig.Objectives;
import io.millrace.load.rig.Rig;
import io.millrace.load.rig.Scenario;
import java.io.IOException;
import java.time.Duration;

/**
 * One of two services is stopped in the middle of whatever it does, often for longer than its
 * session, and wakes up believing that nothing happened.
 */
final class Freeze implements Scenario {
  private static final int RUN_MILLIS = 5_000;
  private static final int FROZEN_MILLIS = 15_000;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Doubling doubling = new Doubling();
  private int stuck;

  @Override
  public String description() {
    return "SIGSTOP of one of two services, --kills times for up to 15 s, then SIGCONT";
  }

  @Override
  public int services() {
    return 2;
  }

  @Override
  public void play(Rig rig) throws IOException, InterruptedException {
    for (int freeze = 1; freeze <= rig.settings().kills(); freeze++) {
      rig.pass(Duration.ofMillis(rig.random().nextInt(RUN_MILLIS)));
      doubling.mark(rig.standing());
      Child frozen = rig.fleet().service(freeze % rig.fleet().size()).child();
      frozen.freeze();
      rig.pass(Duration.ofMillis(rig.random().nextInt(FROZEN_MILLIS)));
      frozen.thaw();
      boolean isBack = rig.await(() -> rig.kafka().owners().size() == rig.fleet().size(), LIMIT);
      stuck += isBack ? 0 : 1;
      rig.screen()
          .say("freeze %d of %d: %s", freeze, rig.settings().kills(), rig.standing().line());
    }
  }

  @Override
  public void judge(Objectives objectives, Standing end, Rig rig) {
    objectives.exactly("times a service did not come back", 0, stuck);
    objectives.exactly("services that ended", 0, rig.fleet().ended());
    doubling.judge(objectives, end, rig.settings());
  }
}
