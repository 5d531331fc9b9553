package io.millrace.load.scenario;

import io.millrace.load.ledger.Standing;
import io.millrace.load.rig.Objectives;
import io.millrace.load.rig.Rig;
import io.millrace.load.rig.Scenario;
import io.millrace.load.rig.Settings;
import io.millrace.load.traffic.Traffic;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Nothing happens but traffic, and all of it must be answered in time. */
final class Steady implements Scenario {
  private final String description;
  private final UnaryOperator<Traffic> kind;

  private Steady(String description, UnaryOperator<Traffic> kind) {
    this.description = description;
    this.kind = kind;
  }

  static Steady plain() {
    return new Steady(
        "--rate events a second for --duration; the p99 latency must be within --p99",
        traffic -> traffic);
  }

  static Steady skewed() {
    return new Steady(
        "the same, but 20 conversations, half of all events in one of them",
        traffic -> traffic.withKeys(20, 1.6));
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public boolean isHarmless() {
    return true;
  }

  @Override
  public Traffic traffic(Settings settings) {
    return kind.apply(Traffic.usual(settings.rate(), settings.seed()));
  }

  @Override
  public void play(Rig rig) throws InterruptedException {
    rig.pass(rig.settings().duration());
  }

  @Override
  public void judge(Objectives objectives, Standing end, Rig rig) {
    Duration limit = rig.settings().p99();
    objectives.exactly("duplicated", 0, end.duplicated());
    objectives.atMost("p99 ms", limit.toMillis(), end.latency().p99Ms());
  }
}
