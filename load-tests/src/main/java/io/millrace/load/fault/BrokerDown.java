package io.millrace.load.fault;

import io.millrace.load.process.BrokerProcess;
import io.millrace.load.rig.Fault;
import io.millrace.load.rig.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The broker goes away for a moment under load, cleanly or not, and comes back.
 *
 * @param end how it goes
 */
record BrokerDown(String name, Consumer<BrokerProcess> end) implements Fault {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Override
  public boolean strike(Rig rig, int number) throws IOException, InterruptedException {
    rig.timeline().mark(name);
    end.accept(rig.broker());
    rig.pass(rig.lasts());
    int answered = rig.standing().answered();
    rig.broker().start(LIMIT);
    return rig.await(() -> rig.standing().answered() > answered, LIMIT);
  }
}
