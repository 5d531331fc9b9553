package io.millrace.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.load.fault.Faults;
import io.millrace.load.result.Results;
import io.millrace.load.rig.Outcome;
import io.millrace.load.rig.Run;
import io.millrace.load.rig.Screen;
import io.millrace.load.rig.Settings;
import io.millrace.load.scenario.BadScenarioException;
import io.millrace.load.scenario.Figure;
import io.millrace.load.scenario.Scenario;
import io.millrace.load.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code load-tests/run}: one scenario against a service, its own or somebody else's. */
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

  @Parameters(paramLabel = "SCENARIO", description = "One of those below, or a file of your own")
  private String name;

  @Mixin private TrafficOptions traffic;
  @Mixin private WayOptions way;

  @Option(
      names = "--delivery",
      paramLabel = "D",
      defaultValue = "at-least-once",
      converter = DeliveryConverter.class,
      description = "at-least-once (default) or exactly-once")
  private Settings.Delivery delivery;

  @Option(names = "--seed", defaultValue = "1", description = "Of everything random (default: 1)")
  private long seed;

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

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Gets results.html, latency.hlog and figures.json (default:"
              + " load-tests/target/results/...)")
  private Optional<Path> out;

  private String[] arguments = {};

  /** Runs and exits. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs; returns the exit status. */
  static int run(String... arguments) {
    LoadTests tests = new LoadTests();
    tests.arguments = arguments;
    CommandLine line = new CommandLine(tests);
    line.getCommandSpec().usageMessage().width(110).footer(footer());
    line.setExecutionExceptionHandler(
        (failure, command, _) -> {
          command.getErr().println("load-tests: " + reason(failure));
          return failure instanceof BadScenarioException ? 2 : 1;
        });
    return line.execute(arguments);
  }

  private static String footer() {
    StringBuilder text = new StringBuilder("%nScenarios:%n");
    new Shelf(home())
        .questions()
        .forEach((name, what) -> text.append("  %-16s%s%%n".formatted(name, escape(what))));
    text.append("%nFigures that objectives may name:%n");
    for (Figure figure : Figure.values()) {
      text.append("  %-28s%s%%n".formatted(figure.key(), escape(figure.text())));
    }
    return text.toString();
  }

  private static String escape(String text) {
    return text.replace("%", "%%");
  }

  private static Path home() {
    return Path.of(System.getProperty("millrace.home", ".")).toAbsolutePath().normalize();
  }

  /** Kafka's clients say what is wrong in the last cause only. */
  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean saysNothing = root == failure || root.getMessage() == null;
    boolean isSaid = !saysNothing && failure.getMessage().contains(root.getMessage());
    return saysNothing || isSaid
        ? failure.getMessage()
        : failure.getMessage() + ": " + root.getMessage();
  }

  @Override
  public Integer call() throws Exception {
    if (patience <= 0) {
      throw wrong("--patience must be above 0");
    }
    Optional<Path> file = new Shelf(home()).find(name);
    ScenarioFile read = ScenarioFile.read(file.orElseThrow(this::noSuchScenario));
    traffic.lay(read);
    Scenario scenario = read.scenario();
    Settings settings = settings(scenario);
    Path directory = out.orElseGet(() -> results(read.title()));
    Results.prepare(directory);
    Screen screen = new Screen(spec.commandLine().getOut());
    Run run =
        new Run(read.title(), scenario, () -> Faults.of(scenario.fault().kind()), settings, screen);
    return report(read, scenario, run.play(), directory);
  }

  private ParameterException noSuchScenario() {
    return wrong(
        "no scenario "
            + name
            + "; there are "
            + String.join(", ", new Shelf(home()).questions().keySet())
            + ", or name a file that ends in .yaml");
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private Settings settings(Scenario scenario) {
    Settings settings =
        new Settings(
            delivery,
            seed,
            way.way(spec.commandLine()),
            bundle.map(Path::toAbsolutePath),
            Duration.ofSeconds(patience),
            home());
    if (!settings.way().isOwn() && !scenario.isHarmless()) {
      throw wrong(name + " needs a service of its own: leave --bootstrap and --url out");
    }
    return settings;
  }

  private int report(ScenarioFile read, Scenario scenario, Outcome outcome, Path directory)
      throws IOException {
    boolean isHeld = outcome.objectives().areHeld();
    if (json.isPresent()) {
      Results.write(json.get(), outcome.end().json(read.title(), isHeld).getBytes(UTF_8));
    }
    Map<String, String> heading = new LinkedHashMap<>();
    heading.put("scenario", read.title());
    heading.put("question", scenario.question());
    heading.put("command", "load-tests/run " + String.join(" ", arguments));
    heading.put("delivery", delivery.option());
    heading.put("seed", Long.toString(seed));
    heading.put("settings", read.yaml());
    new Results(directory, heading, home()).write(outcome);
    spec.commandLine().getOut().println("\n" + directory.resolve("results.html"));
    return isHeld ? 0 : 1;
  }

  private static Path results(String title) {
    String time = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    return home().resolve("load-tests/target/results").resolve(title + "-" + time);
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
