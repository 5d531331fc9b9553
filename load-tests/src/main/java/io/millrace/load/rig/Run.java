package io.millrace.load.rig;

import io.millrace.load.process.Workplace;
import io.millrace.load.scenario.Figure;
import io.millrace.load.scenario.Scenario;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One scenario from start to judgement.
 *
 * <p>Confined to the thread of the run.
 *
 * @param name of the scenario
 * @param faults makes the one that strikes
 */
public record Run(
    String name, Scenario scenario, Supplier<Fault> faults, Settings settings, Screen screen) {

  /**
   * Plays it, and prints ledger and objectives.
   *
   * @throws IOException if something of the rig does not work
   */
  public Outcome play() throws IOException, InterruptedException {
    try (Workplace workplace = Workplace.open(settings.home())) {
      Outcome outcome = play(workplace);
      if (!outcome.objectives().areHeld() && settings.way().isOwn()) {
        workplace.keep();
        screen.say("logs are kept in %s", workplace.directory());
      }
      return outcome;
    }
  }

  private Outcome play(Workplace workplace) throws IOException, InterruptedException {
    Optional<Fault> fault = scenario.fault().isAny() ? Optional.of(faults.get()) : Optional.empty();
    Rig.Place place = new Rig.Place(screen, workplace);
    try (Rig rig = Rig.start(scenario, fault, settings, place)) {
      Figures figures = new Figures();
      List<Saturation.Step> steps = events(rig, fault, figures);
      figures.put(Figure.UNSETTLED, rig.settle() ? 0 : 1);
      rig.timeline().close();
      figures.put(rig.standing());
      processes(rig, figures);
      if (fault.isEmpty()) {
        figures.put(Figure.DUPLICATED_BEYOND_PROMISE, rig.standing().duplicated());
      }
      Objectives objectives = Objectives.judge(scenario.objectives(), figures);
      Outcome outcome =
          new Outcome(
              rig.standing(), figures, objectives, steps, rig.timeline(), rig.ledger().latencies());
      print(outcome);
      return outcome;
    }
  }

  /** What happens while events flow, and what it alone knows. */
  private List<Saturation.Step> events(Rig rig, Optional<Fault> fault, Figures figures)
      throws IOException, InterruptedException {
    Duration duration = scenario.traffic().duration();
    if (scenario.search().isAny()) {
      Saturation saturation = new Saturation(rig, scenario.traffic().rate(), scenario.search());
      saturation.play();
      saturation.report(figures);
      return saturation.steps();
    }
    if (fault.isPresent()) {
      Strikes strikes = new Strikes(fault.get(), scenario.fault());
      strikes.play(rig, duration);
      strikes.report(rig, figures);
    } else {
      rig.pass(duration);
    }
    return List.of();
  }

  private static void processes(Rig rig, Figures figures) {
    if (rig.fleet() == null) {
      return;
    }
    Memory memory = new Memory();
    double cores = 0;
    int known = 0;
    for (Timeline.Point each : rig.timeline().points()) {
      memory.sample(Math.round(each.memoryMiB() * (1 << 20)));
      cores += Double.isNaN(each.cpuCores()) ? 0 : each.cpuCores();
      known += Double.isNaN(each.cpuCores()) ? 0 : 1;
    }
    figures.put(Figure.SERVICES_ENDED, rig.fleet().ended());
    figures.put(Figure.CPU, cores / known);
    figures.put(Figure.MEMORY, memory.most() / (double) (1 << 20));
    figures.put(Figure.MEMORY_GROWTH, memory.growthPercent());
  }

  private void print(Outcome outcome) {
    var out = screen.out();
    out.printf("%n%s, %s, seed %d%n", name, settings.delivery().option(), settings.seed());
    for (Figure each :
        List.of(
            Figure.SENT,
            Figure.ANSWERED,
            Figure.DEAD_LETTERED,
            Figure.LOST,
            Figure.DUPLICATED,
            Figure.INVERSIONS,
            Figure.P50,
            Figure.P99,
            Figure.P999,
            Figure.EVENTS_PER_SECOND)) {
      out.printf("  %-44s %14s%n", each.text(), Figure.format(outcome.figures().get(each)));
    }
    out.println();
    outcome.objectives().print(out);
    out.flush();
  }
}
