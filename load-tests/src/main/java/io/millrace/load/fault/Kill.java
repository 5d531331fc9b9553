package io.millrace.load.fault;

import io.millrace.load.rig.Fault;
import io.millrace.load.rig.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * SIGKILL of the service: mostly while it works, now and then while it starts.
 *
 * <p>Half of its lives, at random, it has a fixed name in the group (static membership) and takes
 * its partitions up at once; in the others they stay with the dead until the session timeout.
 */
final class Kill implements Fault {
  private static final Duration WORK_LIMIT = Duration.ofMinutes(2);
  private static final double START_SHARE = 0.2;

  @Override
  public String name() {
    return "kill";
  }

  @Override
  public boolean strike(Rig rig, int number) throws IOException, InterruptedException {
    int answered = rig.standing().answered();
    rig.timeline().mark("kill -9");
    rig.fleet().service(0).child().kill();
    rig.fleet().start(0, memberName(rig));
    return rig.random().nextDouble() < START_SHARE
        || rig.await(() -> rig.standing().answered() > answered, WORK_LIMIT);
  }

  private static Map<String, String> memberName(Rig rig) {
    return rig.random().nextBoolean()
        ? Map.of("MP_MESSAGING_INCOMING_EVENTS_GROUP_INSTANCE_ID", "rig")
        : Map.of();
  }
}
