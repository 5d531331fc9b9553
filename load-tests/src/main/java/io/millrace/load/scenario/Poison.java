package io.millrace.load.scenario;

import io.millrace.load.rig.Rig;
import io.millrace.load.rig.Scenario;
import io.millrace.load.rig.Settings;
import io.millrace.load.traffic.Traffic;
import java.io.IOException;

/**
 * Three events in a hundred are bad: two no reader understands, one makes every engine call fail
 * that it is part of. Exactly these become dead letters, byte for byte; their neighbours are
 * answered.
 */
final class Poison implements Scenario {
  private static final double UNREADABLE_SHARE = 0.02;
  private static final double SPOILING_SHARE = 0.01;

  /** Beyond every usual utterance, within what a stage reads of a long one. */
  private static final int TOKENS = 30;

  @Override
  public String description() {
    return "3 % of events can never be answered, a third of these because the engine fails on them";
  }

  @Override
  public boolean isSpoiling() {
    return true;
  }

  @Override
  public Traffic traffic(Settings settings) {
    return Traffic.usual(settings.rate(), settings.seed())
        .withPoison(UNREADABLE_SHARE, SPOILING_SHARE);
  }

  @Override
  public void prepare(Rig rig) throws IOException {
    rig.fleet().spoil("failFromTokens=" + TOKENS);
  }

  @Override
  public void play(Rig rig) throws InterruptedException {
    rig.pass(rig.settings().duration());
  }
}
