package io.millrace.load.fault;

import io.millrace.load.rig.Fault;
import io.millrace.load.rig.Rig;
import java.time.Duration;

/**
 * Partitions move between the services: a further member joins, holds what it gets for a moment
 * without touching it, and leaves; every fifth time all members are thrown out of the group
 * instead, and with it lose their partitions unasked.
 */
final class Rebalance implements Fault {
  private static final int EVICTION_EACH = 5;
  private static final int HOLD_MILLIS = 500;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "rebalance";
  }

  @Override
  public boolean strike(Rig rig, int number) throws InterruptedException {
    int answered = rig.standing().answered();
    boolean hasMoved = number % EVICTION_EACH == 0 ? evict(rig) : intrude(rig);
    return rig.await(() -> rig.standing().answered() > answered, LIMIT) && hasMoved;
  }

  private static boolean intrude(Rig rig) throws InterruptedException {
    rig.timeline().mark("a member joins and leaves");
    try (Intruder intruder = Intruder.join(rig.client(), rig.kafka().topics())) {
      boolean isIn = rig.await(intruder::ownsPartitions, LIMIT);
      rig.pass(Duration.ofMillis(rig.random().nextInt(HOLD_MILLIS)));
      return isIn;
    }
  }

  private static boolean evict(Rig rig) throws InterruptedException {
    rig.timeline().mark("all members evicted");
    var before = rig.kafka().owners();
    rig.kafka().evictMembers();
    return rig.await(
        () -> {
          var now = rig.kafka().owners();
          return now.size() == rig.fleet().size() && now.stream().noneMatch(before::contains);
        },
        LIMIT);
  }
}
