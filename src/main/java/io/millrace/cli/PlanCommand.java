package io.millrace.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.millrace.bench.BenchSettings;
import io.millrace.bench.plan.Calibration;
import io.millrace.bench.plan.Calibrator;
import io.millrace.bench.plan.Forecast;
import io.millrace.bench.plan.Objective;
import io.millrace.bench.plan.Planner;
import io.millrace.bench.plan.Replay;
import io.millrace.bench.plan.Traffic;
import io.millrace.compress.data.DataDirectory;
import io.millrace.model.bundle.BundleDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code plan}: how much of what hardware a rate takes. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Says how many pods of how many cores answer a rate within a latency.",
      "Gets to know the bundle and this machine in about a minute: engine calls of each stage, and "
          + "the service at several loads, broker and traffic on the same cores. Then replays the "
          + "traffic through the service's scheduler in virtual time; the bundle's own gates decide "
          + "which events escalate. Latency is from when an event is due to when its prediction can "
          + "be read, so Kafka's part is in it, as it is here.",
      "Exit status 1 if no number of pods that was tried keeps the objective."
    })
final class PlanCommand implements Callable<Integer> {
  private static final List<Integer> SIZES = List.of(1, 2, 4, 8);

  @Spec private CommandSpec spec;

  @Option(
      names = "--rate",
      paramLabel = "X",
      required = true,
      description = "Events a second, on average")
  private double rate;

  @Option(
      names = "--objective",
      paramLabel = "PXX=TIME",
      required = true,
      converter = ObjectiveConverter.class,
      description = "Latency that a share of the events must keep, such as p99=50ms or p99.9=0.2s")
  private Objective objective;

  @Option(
      names = "--bundle",
      paramLabel = "BUNDLE",
      description = "Bundle, a directory or a zip of it (default: the default bundle)")
  private Path bundle;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Data directory, whose test split is asked (default: the utterances in the bundle)")
  private Path data;

  @Option(
      names = "--cores",
      paramLabel = "N",
      converter = CountConverter.class,
      description = "Cores of a pod (default: 1, 2, 4 and 8 are tried)")
  private Integer cores;

  @Option(
      names = "--trace",
      paramLabel = "TRACE",
      defaultValue = "poisson",
      description =
          "When events come: poisson, burst (five times as many in one second of ten), or a file "
              + "of seconds, one event a line, which is sped up or slowed down to the rate "
              + "(default: ${DEFAULT-VALUE})")
  private String trace;

  @Option(
      names = "--duration",
      paramLabel = "PT",
      defaultValue = "PT30S",
      description =
          "About how long the service is tried; longer on a busy machine (default: "
              + "${DEFAULT-VALUE})")
  private Duration duration;

  @Mixin private JsonOption json;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Same seed, same traffic (default: ${DEFAULT-VALUE})")
  private long seed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    require(rate > 0 && rate < Double.POSITIVE_INFINITY, "--rate: expected a number above 0", rate);
    require(duration.isPositive(), "--duration: expected more than nothing", duration);
    Traffic traffic = traffic();
    PrintWriter progress = spec.commandLine().getErr();
    BenchSettings settings = settings(progress);
    Calibrator calibrator = new Calibrator(settings);
    calibrator.askEngine();
    Calibration calibration =
        calibrator.calibration(calibrator.tryService(Calibrator.LOADS), Calibrator.LOADS);
    Planner planner =
        new Planner(calibration, calibrator.model(), traffic, objective, progress::println);
    Planner.Plan plan = planner.plan(rate, cores == null ? SIZES : List.of(cores));
    Optional<Forecast> here = planner.here(rate, Runtime.getRuntime().availableProcessors());
    PlanTable.print(
        new PlanTable(rate, objective, calibration, plan, here), spec.commandLine().getOut());
    json.write(
        new Planned(rate, objective.text(), trace, plan.best(), plan.tried(), here.orElse(null)));
    if (plan.best().isMet()) {
      return 0;
    }
    progress.printf(
        "millrace: %s at %s events a second: none of these keeps it; the nearest has %.2f ms%n",
        objective.text(), rate, plan.best().objectiveMs());
    return 1;
  }

  /** The members of the best come flat; {@code here} is null where the rate is too much. */
  private record Planned(
      double rate,
      String objective,
      String trace,
      @JsonUnwrapped Forecast best,
      List<Forecast> fleets,
      Forecast here) {}

  private void require(boolean holds, String expected, Object found) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), expected + ", found " + found);
    }
  }

  private Traffic traffic() throws IOException {
    return switch (trace) {
      case "poisson" -> Traffic.POISSON;
      case "burst" -> Traffic.BURST;
      default -> Replay.read(Path.of(trace));
    };
  }

  /** What cannot be read is refused before a minute has passed. */
  private BenchSettings settings(PrintWriter progress) {
    Path planned = BundleOption.orDefault(bundle);
    BundleDirectory.read(planned).close();
    if (data != null) {
      DataDirectory.read(data);
    }
    return new BenchSettings(
        planned, Optional.empty(), Optional.ofNullable(data), seed, duration, progress::println);
  }
}
