package io.millrace.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What wrong usage is answered with: one line that says what is wrong, one that says where to read
 * on; the whole help where no command was named at all.
 *
 * <p>Immutable.
 */
final class UsageErrors implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    if (args.length == 0) {
      command.usage(err);
      return CommandLine.ExitCode.USAGE;
    }
    String name = command.getCommandSpec().qualifiedName();
    err.println(name + ": " + message(wrong));
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("Try: " + name + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static String message(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !wrong.getCommandLine().getSubcommands().isEmpty()) {
      return "no command '" + unmatched.getUnmatched().getFirst() + "'";
    }
    return wrong.getMessage();
  }
}
