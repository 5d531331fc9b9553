package io.millrace.load.fault;

import io.millrace.load.process.Child;
import io.millrace.load.rig.Fault;
import io.millrace.load.rig.Rig;
import java.io.IOException;
import java.time.Duration;

/**
 * One of the services in turn is stopped in the middle of whatever it does, often for longer than
 * its session, and wakes up believing that nothing happened.
 */
final class Freeze implements Fault {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "freeze";
  }

  @Override
  public boolean strike(Rig rig, int number) throws IOException, InterruptedException {
    Child frozen = rig.fleet().service(number % rig.fleet().size()).child();
    rig.timeline().mark("SIGSTOP");
    frozen.freeze();
    rig.pass(rig.lasts());
    rig.timeline().mark("SIGCONT");
    frozen.thaw();
    return rig.await(() -> rig.kafka().owners().size() == rig.fleet().size(), LIMIT);
  }
}
