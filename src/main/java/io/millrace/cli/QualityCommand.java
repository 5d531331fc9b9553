package io.millrace.cli;

import io.millrace.serve.app.QualityProcess;
import io.millrace.serve.app.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quality}: the quality topology alone, until it is told to stop. */
@Command(
    name = "quality",
    mixinStandardHelpOptions = true,
    description = {
      "Joins predictions with audits and feedback, and writes windows of quality and drift to"
          + " Kafka, until SIGTERM or Ctrl-C.",
      "Options come from the environment (KAFKA_BOOTSTRAP_SERVERS, MILLRACE_QUALITY_WINDOW, ...):"
          + " see the README's table."
    })
final class QualityCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "9000",
      description =
          "Serves /q/metrics, /q/health/ready and /v2/models/NAME/quality; 0 for any free port"
              + " (default: ${DEFAULT-VALUE})")
  private int port;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    StopSignal signal = StopSignal.listen();
    try (QualityProcess process = QualityProcess.start(port)) {
      out.printf(
          "Quality topology; metrics at http://localhost:%d/q/metrics; Ctrl-C stops it%n",
          process.port());
      out.flush();
      signal.await();
      return 0;
    } catch (IOException | RuntimeException failure) {
      spec.commandLine().getErr().println("millrace: not started: " + StartFailure.reason(failure));
      return 1;
    }
  }
}
