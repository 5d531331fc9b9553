package io.millrace.load.scenario;

import io.millrace.load.ledger.Standing;
import io.millrace.load.process.BrokerProcess;
import io.millrace.load.rig.Doubling;
import io.millrace.load.rig.Objectives;
import io.millrace.load.rig.Rig;
import io.millrace.load.rig.Scenario;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** The broker goes away for a moment under load, cleanly or not, and comes back. */
final class BrokerDown implements Scenario {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final int UP_MILLIS = 3_000;
  private static final int DOWN_MILLIS = 3_000;

  private final Doubling doubling = new Doubling();
  private final String how;
  private final Consumer<BrokerProcess> end;
  private int stuck;

  private BrokerDown(String how, Consumer<BrokerProcess> end) {
    this.how = how;
    this.end = end;
  }

  static BrokerDown cleanly() {
    return new BrokerDown("SIGTERM", BrokerProcess::stop);
  }

  static BrokerDown killed() {
    return new BrokerDown("kill -9", BrokerProcess::kill);
  }

  @Override
  public String description() {
    return how + " of the broker, --kills times at random moments, up to 3 s away each time";
  }

  @Override
  public void play(Rig rig) throws IOException, InterruptedException {
    for (int restart = 1; restart <= rig.settings().kills(); restart++) {
      rig.pass(Duration.ofMillis(rig.random().nextInt(UP_MILLIS)));
      doubling.mark(rig.standing());
      end.accept(rig.broker());
      rig.pass(Duration.ofMillis(rig.random().nextInt(DOWN_MILLIS)));
      int answered = rig.standing().answered();
      rig.broker().start(START_LIMIT);
      stuck += rig.await(() -> rig.standing().answered() > answered, START_LIMIT) ? 0 : 1;
      String line = rig.standing().line();
      rig.screen().say("restart %d of %d: %s", restart, rig.settings().kills(), line);
    }
  }

  @Override
  public void judge(Objectives objectives, Standing end, Rig rig) {
    objectives.exactly("restarts after which nothing came", 0, stuck);
    objectives.exactly("services that ended", 0, rig.fleet().ended());
    doubling.judge(objectives, end, rig.settings());
  }
}
