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
record Steady(String description, UnaryOperator<Traffic> kind, Play play, boolean hasLimit)
    implements Scenario {
  private static final Duration QUIET = Duration.ofSeconds(4);
  private static final Duration BURST = Duration.ofSeconds(1);
  private static final int BURST_FACTOR = 10;
  private static final Duration SLOW = Duration.ofMillis(500);

  /** What happens while events flow. */
  private interface Play {
    void on(Rig rig) throws InterruptedException;
  }

  static Steady plain() {
    return new Steady(
        "--rate events a second for --duration; the p99 latency must be within --p99",
        traffic -> traffic,
        rig -> rig.pass(rig.settings().duration()),
        true);
  }

  static Steady skewed() {
    return new Steady(
        "the same, but 20 conversations, nearly half of all events in one of them",
        traffic -> traffic.withKeys(20, 1.6),
        rig -> rig.pass(rig.settings().duration()),
        true);
  }

  static Steady bursts() {
    return new Steady(
        "--rate events a second, ten times as many in every fifth second, for --duration",
        traffic -> traffic,
        Steady::burst,
        false);
  }

  static Steady slowReader() {
    return new Steady(
        "the same as steady, but predictions are read twice a second only; no latency objective",
        traffic -> traffic,
        rig -> {
          rig.reader().pause(SLOW);
          rig.pass(rig.settings().duration());
        },
        false);
  }

  private static void burst(Rig rig) throws InterruptedException {
    double rate = rig.settings().rate();
    long rounds = Math.max(1, rig.settings().duration().dividedBy(QUIET.plus(BURST)));
    for (long round = 0; round < rounds; round++) {
      rig.generator().rate(rate);
      rig.pass(QUIET);
      rig.generator().rate(BURST_FACTOR * rate);
      rig.pass(BURST);
    }
    rig.generator().rate(rate);
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
    play.on(rig);
  }

  @Override
  public void judge(Objectives objectives, Standing end, Rig rig) {
    objectives.exactly("duplicated", 0, end.duplicated());
    if (hasLimit) {
      objectives.atMost("p99 ms", rig.settings().p99().toMillis(), end.latency().p99Ms());
    }
  }
}
