package io.millrace.cli;

import io.millrace.serve.app.StartFailure;
import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}: the service against {@code KAFKA_BOOTSTRAP_SERVERS}, until it is told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the service: events in from Kafka, predictions out, until SIGTERM or Ctrl-C.",
      "Options come from the environment (KAFKA_BOOTSTRAP_SERVERS, MILLRACE_BUNDLE, ...): see the README's table."
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    AtomicInteger status = new AtomicInteger();
    Quarkus.run(null, (code, failure) -> status.set(failure == null ? code : failed(failure)));
    return status.get();
  }

  private int failed(Throwable failure) {
    spec.commandLine().getErr().println("millrace: not started: " + StartFailure.reason(failure));
    return 1;
  }
}
