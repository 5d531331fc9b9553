package io.millrace.load.scenario;

import io.millrace.load.ledger.Standing;
import io.millrace.load.rig.Memory;
import io.millrace.load.rig.Objectives;
import io.millrace.load.rig.Rig;
import io.millrace.load.rig.Scenario;
import io.millrace.load.rig.Settings;
import io.millrace.load.traffic.Traffic;
import java.time.Duration;

/** Utterances of every length for a long time: memory must stay where it is. */
final class Soak implements Scenario {
  private static final int MAX_WORDS = 200;
  private static final double MEBIBYTE = 1 << 20;
  private static final double GROWTH_PERCENT = 2;

  private final Memory memory = new Memory();

  @Override
  public String description() {
    return "--rate events a second of 1 to 200 words for --duration; resident memory must not grow";
  }

  @Override
  public Traffic traffic(Settings settings) {
    return Traffic.usual(settings.rate(), settings.seed()).withMaxWords(MAX_WORDS);
  }

  @Override
  public void play(Rig rig) throws InterruptedException {
    for (long second = 0; second < rig.settings().duration().toSeconds(); second++) {
      rig.pass(Duration.ofSeconds(1));
      memory.sample(rig.fleet().service(0).child().residentBytes());
      if (second % 10 == 0) {
        rig.screen().say("resident %,.0f MiB", memory.last() / MEBIBYTE);
      }
    }
  }

  @Override
  public void judge(Objectives objectives, Standing end, Rig rig) {
    objectives.exactly("duplicated", 0, end.duplicated());
    objectives.atMost(
        "growth of resident memory in the second half, %", GROWTH_PERCENT, memory.growthPercent());
  }
}
