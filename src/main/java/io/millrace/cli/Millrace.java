package io.millrace.cli;

import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.infer.InferenceException;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The root of the command line.
 *
 * <p>Exit status: 0 on success, 2 on wrong usage, 1 on failure with one line that names the file,
 * key or tensor at fault.
 */
@QuarkusMain
@Command(
    name = "millrace",
    description =
        "Answers a Kafka topic of text events through a cascade of compressed models, and makes the"
            + " models.",
    mixinStandardHelpOptions = true,
    version = "millrace 0.1.0",
    subcommands = {
      CommandLine.HelpCommand.class,
      DemoCommand.class,
      ServeCommand.class,
      BrokerCommand.class,
      QualityCommand.class,
      PretrainCommand.class,
      TrainCommand.class,
      DistillCommand.class,
      EnsembleCommand.class,
      BundleCommand.class,
      SignCommand.class,
      FetchCommand.class,
      EvaluateCommand.class,
      ReportCommand.class,
      PredictCommand.class,
      PruneCommand.class,
      QuantizeCommand.class,
      FinishCommand.class,
      SearchCommand.class,
      ImportCommand.class,
      CompressCommand.class,
      BenchCommand.class,
      PlanCommand.class
    })
public final class Millrace implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole command line, as the program and its tests use it. */
  static CommandLine commandLine() {
    return new CommandLine(new Millrace())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(new UsageErrors())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              report(failure, command.getErr());
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /** One line for what a user can mend; the whole trace for what is ours to mend. */
  private static void report(Exception failure, PrintWriter err) {
    if (isExpected(failure)) {
      err.println("millrace: " + message(failure));
    } else {
      err.println("Bug: " + failure);
      for (StackTraceElement element : failure.getStackTrace()) {
        err.println("  at " + element);
      }
    }
  }

  private static boolean isExpected(Exception failure) {
    return failure instanceof InvalidBundleException
        || failure instanceof InferenceException
        || failure instanceof IllegalArgumentException
        || failure instanceof java.io.IOException
        || failure instanceof UncheckedIOException;
  }

  private static String message(Exception failure) {
    return switch (failure) {
      case NoSuchFileException e -> e.getMessage() + ": no such file";
      case NotDirectoryException e -> e.getMessage() + ": no directory";
      case AccessDeniedException e -> e.getMessage() + ": not allowed";
      case FileAlreadyExistsException e when Files.exists(Path.of(e.getFile())) ->
          e.getFile() + ": exists already";
      case UncheckedIOException e when e.getCause() instanceof FileSystemException cause ->
          message(cause);
      default -> failure.getMessage();
    };
  }
}
