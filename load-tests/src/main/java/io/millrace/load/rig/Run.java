package io.millrace.load.rig;

import io.millrace.load.ledger.Standing;
import io.millrace.load.process.Workplace;
import java.io.IOException;

/**
 * One scenario from start to judgement.
 *
 * <p>Confined to the thread of the run.
 *
 * @param name of the scenario
 */
public record Run(String name, Scenario scenario, Settings settings, Screen screen) {
  /**
   * How it ended.
   *
   * @param end the ledger's sums
   * @param objectivesHeld all of them
   */
  public record Result(Standing end, boolean objectivesHeld) {}

  /**
   * Plays it, and prints ledger and objectives.
   *
   * @throws IOException if something of the rig does not work
   */
  public Result play() throws IOException, InterruptedException {
    try (Workplace workplace = Workplace.open(settings.home())) {
      Result result = play(workplace);
      if (!result.objectivesHeld()) {
        workplace.keep();
        screen.say("logs are kept in %s", workplace.directory());
      }
      return result;
    }
  }

  private Result play(Workplace workplace) throws IOException, InterruptedException {
    try (Rig rig = Rig.start(scenario, settings, screen, workplace)) {
      scenario.play(rig);
      boolean isSettled = rig.settle();
      Standing end = rig.standing();
      Objectives objectives =
          new Objectives()
              .exactly("sent of what was due", end.due(), end.sent())
              .exactly("lost", 0, end.lost())
              .exactly("inversions within a key", 0, end.inversions())
              .exactly("dead letters", end.condemned(), end.deadLettered())
              .exactly("outputs of wrong kind, key, id or bytes", 0, end.wrong())
              .exactly("everything committed in the end", 1, isSettled ? 1 : 0);
      scenario.judge(objectives, end, rig);
      print(end, objectives);
      return new Result(end, objectives.areHeld());
    }
  }

  private void print(Standing end, Objectives objectives) {
    var out = screen.out();
    out.printf("%n%s, %s, seed %d%n", name, settings.delivery().option(), settings.seed());
    out.printf("  %-32s %,14d%n", "sent", end.sent());
    out.printf("  %-32s %,14d%n", "answered", end.answered());
    out.printf("  %-32s %,14d%n", "dead-lettered", end.deadLettered());
    out.printf("  %-32s %,14d%n", "lost", end.lost());
    out.printf("  %-32s %,14d%n", "duplicated", end.duplicated());
    out.printf("  %-32s %,14d%n", "inversions within a key", end.inversions());
    out.printf("  %-32s %,14.1f%n", "p50 ms", end.latency().p50Ms());
    out.printf("  %-32s %,14.1f%n", "p99 ms", end.latency().p99Ms());
    out.printf("  %-32s %,14.1f%n", "p99.9 ms", end.latency().p999Ms());
    out.printf("  %-32s %,14.1f%n%n", "events a second", end.eventsPerSecond());
    objectives.print(out);
    out.flush();
  }
}
