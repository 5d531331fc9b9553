package io.millrace.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.demo.Demo;
import io.millrace.cli.demo.Screen;
import io.millrace.cli.demo.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: broker, service and traffic in one process. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Shows Millrace at work: starts a Kafka broker and the service, sends utterances, prints what comes back.",
      "Stops after --duration or at Ctrl-C, waits for the last answers and prints a table.",
      "Exit status 1 if an event was lost."
    })
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rate",
      paramLabel = "X",
      defaultValue = "50",
      description = "Events a second, on average (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(
      names = "--duration",
      paramLabel = "S",
      description = "Seconds of traffic (default: until Ctrl-C)")
  private Double seconds;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "The bundle that answers (default: the one that comes with the program)")
  private Path bundle =
      Path.of(System.getProperty("millrace.home", "."), "src/main/bundles/clinc150");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Same seed, same traffic (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the table's figures there")
  private Path json;

  @Override
  public Integer call() throws IOException {
    requirePositive("--rate", rate);
    requirePositive("--duration", seconds == null ? 1 : seconds);
    Duration duration = seconds == null ? null : Duration.ofNanos((long) (seconds * 1e9));
    PrintWriter out = spec.commandLine().getOut();
    Screen screen = isTerminal() ? Screen.terminal(out) : Screen.log(out);
    StopSignal signal = StopSignal.listen();
    Summary summary =
        new Demo(new Demo.Options(rate, duration, bundle, seed), screen).run(signal::isWished);
    summary.table().forEach(screen::note);
    if (json != null) {
      Files.writeString(json, new ObjectMapper().writeValueAsString(summary.figures()) + "\n");
    }
    return summary.lost() == 0 ? 0 : 1;
  }

  private void requirePositive(String option, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new ParameterException(
          spec.commandLine(), option + ": expected a number above 0, found " + value);
    }
  }

  private static boolean isTerminal() {
    return System.console() != null
        && System.console().isTerminal()
        && !"dumb".equals(System.getenv("TERM"));
  }
}
