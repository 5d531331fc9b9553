package io.millrace.cli;

import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code serve}: the service against {@code KAFKA_BOOTSTRAP_SERVERS}, until it is told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the service: events in from Kafka, predictions out, until SIGTERM or Ctrl-C.",
      "Options come from the environment (KAFKA_BOOTSTRAP_SERVERS, MILLRACE_BUNDLE, ...): see the README's table."
    })
final class ServeCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    int[] status = {0};
    Quarkus.run(null, (code, failure) -> status[0] = failure == null ? code : 1);
    return status[0];
  }
}
