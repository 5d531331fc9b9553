package io.millrace.load.scenario;

import io.millrace.load.ledger.Standing;
import io.millrace.load.rig.Doubling;
import io.millrace.load.rig.Intruder;
import io.millrace.load.rig.Objectives;
import io.millrace.load.rig.Rig;
import io.millrace.load.rig.Scenario;
import io.millrace.load.rig.Settings;
import io.millrace.load.traffic.Traffic;
import java.io.IOException;
import java.time.Duration;

/**
 * Partitions move between two services all the time: a third member joins, holds what it gets for a
 * moment without touching it, and leaves; every fifth time all members are thrown out of the group
 * instead, and with it lose their partitions unasked.
 */
final class Rebalance implements Scenario {
  private static final int EVICTION_EACH = 5;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Doubling doubling = new Doubling();
  private int moved;

  @Override
  public String description() {
    return "--kills forced rebalances of two services over --duration, keys by Zipf's law";
  }

  @Override
  public Traffic traffic(Settings settings) {
    return Traffic.usual(settings.rate(), settings.seed()).withKeys(1_000, 1.1);
  }

  @Override
  public int services() {
    return 2;
  }

  @Override
  public void play(Rig rig) throws IOException, InterruptedException {
    int rebalances = rig.settings().kills();
    long start = System.nanoTime();
    for (int rebalance = 1; rebalance <= rebalances; rebalance++) {
      doubling.mark(rig.standing());
      int answered = rig.standing().answered();
      moved += force(rig, rebalance) ? 1 : 0;
      rig.await(() -> rig.standing().answered() > answered, LIMIT);
      rig.screen().say("rebalance %d of %d: %s", rebalance, rebalances, rig.standing().line());
      long due = rig.settings().duration().toNanos() * rebalance / rebalances;
      rig.pass(Duration.ofNanos(Math.max(0, due - (System.nanoTime() - start))));
    }
  }

  private static boolean force(Rig rig, int rebalance) throws InterruptedException {
    if (rebalance % EVICTION_EACH != 0) {
      try (Intruder intruder = Intruder.join(rig.bootstrapServers())) {
        boolean isIn = rig.await(intruder::ownsPartitions, LIMIT);
        rig.pass(Duration.ofMillis(rig.random().nextInt(500)));
        return isIn;
      }
    }
    var before = rig.kafka().owners();
    rig.kafka().evictMembers();
    return rig.await(
        () -> {
          var now = rig.kafka().owners();
          return now.size() == 2 && now.stream().noneMatch(before::contains);
        },
        LIMIT);
  }

  @Override
  public void judge(Objectives objectives, Standing end, Rig rig) {
    objectives.exactly("rebalances that moved partitions", rig.settings().kills(), moved);
    objectives.exactly("services that ended", 0, rig.fleet().ended());
    doubling.judge(objectives, end, rig.settings());
  }
}
