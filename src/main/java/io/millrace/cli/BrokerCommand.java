package io.millrace.cli;

import io.millrace.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code broker}: the embedded broker alone, until it is told to stop. */
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a real Kafka broker on this machine, for trying out and for load tests, until SIGTERM or Ctrl-C.",
      "Topics that a client asks for and that are not there are created with 4 partitions."
    })
final class BrokerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "9092",
      description =
          "Where clients connect, on 127.0.0.1; 0 for any free port (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Keeps records and group offsets; without it they go to a temporary directory")
  private Path directory;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    StopSignal signal = StopSignal.listen();
    try (EmbeddedBroker broker = start()) {
      out.printf(
          "Broker at %s, records in %s; Ctrl-C stops it%n",
          broker.bootstrapServers(), broker.directory());
      out.flush();
      signal.await();
      return 0;
    }
  }

  private EmbeddedBroker start() throws IOException {
    return directory == null ? EmbeddedBroker.start(port) : EmbeddedBroker.start(port, directory);
  }
}
