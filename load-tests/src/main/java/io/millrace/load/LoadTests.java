package io.millrace.load;

import io.millrace.load.rig.Run;
import io.millrace.load.rig.Scenario;
import io.millrace.load.rig.Screen;
import io.millrace.load.rig.Settings;
import io.millrace.load.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code load-tests/run}: one scenario against a broker and services of its own. */
@Command(
    name = "load-tests/run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Load and fault tests, with an open loop: latency counts from the moment an event was due.",
      "Ends with a ledger; exit status 0 if all objectives hold, 1 if not, 2 on wrong usage."
    })
public final class LoadTests implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SCENARIO", description = "One of those below")
  private String name;

  @Option(names = "--rate", defaultValue = "500", description = "Events a second (default: 500)")
  private double rate;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long events are due, unless --kills says (default: 30)")
  private int seconds;

  @Option(
      names = "--delivery",
      paramLabel = "D",
      defaultValue = "at-least-once",
      converter = DeliveryConverter.class,
      description = "at-least-once (default) or exactly-once")
  private Settings.Delivery delivery;

  @Option(names = "--kills", defaultValue = "10", description = "Faults to cause (default: 10)")
  private int kills;

  @Option(names = "--seed", defaultValue = "1", description = "Of everything random (default: 1)")
  private long seed;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "A broker with a service on it that runs already; for scenarios without faults")
  private Optional<String> bootstrap;

  @Option(
      names = "--p99",
      paramLabel = "MS",
      defaultValue = "250",
      description = "Latency objective of steady, skew and swap in ms (default: 250)")
  private int p99Millis;

  @Option(names = "--bundle", description = "Answers (default: the service's own)")
  private Optional<Path> bundle;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "What has not come after so long a silence is lost (default: 60)")
  private int patience;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the ledger as JSON")
  private Optional<Path> json;

  /** Runs and exits. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs; returns the exit status. */
  static int run(String... arguments) {
    CommandLine line = new CommandLine(new LoadTests());
    StringBuilder scenarios = new StringBuilder("%nScenarios:%n");
    Scenarios.descriptions()
        .forEach((name, what) -> scenarios.append("  %-16s%s%%n".formatted(name, what)));
    line.getCommandSpec().usageMessage().width(110).footer(scenarios.toString());
    line.setExecutionExceptionHandler(
        (failure, command, _) -> {
          command.getErr().println("load-tests: " + reason(failure));
          return 1;
        });
    return line.execute(arguments);
  }

  /** Kafka's clients say what is wrong in the last cause only. */
  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root == failure ? failure.getMessage() : failure.getMessage() + ": " + root.getMessage();
  }

  @Override
  public Integer call() throws Exception {
    Scenario scenario = scenario();
    Screen screen = new Screen(spec.commandLine().getOut());
    Run.Result result = new Run(name, scenario, settings(), screen).play();
    if (json.isPresent()) {
      write(json.get(), result.end().json(name, result.objectivesHeld()));
    }
    return result.objectivesHeld() ? 0 : 1;
  }

  private Scenario scenario() {
    if (rate <= 0 || seconds <= 0 || kills <= 0 || patience <= 0 || p99Millis <= 0) {
      throw wrong("--rate, --duration, --kills, --patience and --p99 must be above 0");
    }
    Scenario scenario =
        Scenarios.named(name)
            .orElseThrow(
                () ->
                    wrong(
                        "no scenario "
                            + name
                            + "; there are "
                            + String.join(", ", Scenarios.descriptions().keySet())));
    if (bootstrap.isPresent() && !scenario.isHarmless()) {
      throw wrong(name + " needs a service of its own: leave --bootstrap out");
    }
    return scenario;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private Settings settings() {
    return new Settings(
        rate,
        Duration.ofSeconds(seconds),
        delivery,
        kills,
        seed,
        bootstrap,
        Duration.ofMillis(p99Millis),
        bundle.map(Path::toAbsolutePath),
        Duration.ofSeconds(patience),
        Path.of(System.getProperty("millrace.home", ".")).toAbsolutePath());
  }

  private static void write(Path file, String text) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(aside, text);
    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** By the words of the service's option. */
  static final class DeliveryConverter implements CommandLine.ITypeConverter<Settings.Delivery> {
    @Override
    public Settings.Delivery convert(String word) {
      for (Settings.Delivery each : Settings.Delivery.values()) {
        if (each.option().equals(word)) {
          return each;
        }
      }
      throw new CommandLine.TypeConversionException("expected at-least-once or exactly-once");
    }
  }
}
