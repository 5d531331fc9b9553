package io.millrace.cli;

import io.millrace.compress.recipe.Commands;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The program's own commands as steps of a recipe; each runs on a command line of its own that
 * writes where the recipe's command writes.
 */
record ToolkitCommands(CommandSpec recipe) implements Commands {
  @Override
  public boolean takes(String command, String option) {
    CommandLine found = Millrace.commandLine().getSubcommands().get(command);
    return found != null
        && !command.equals(recipe.name())
        && found.getCommandSpec().findOption(option) != null;
  }

  @Override
  public void check(List<String> words) {
    try {
      Millrace.commandLine().parseArgs(words.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public int run(List<String> words) {
    return Millrace.commandLine()
        .setOut(recipe.commandLine().getOut())
        .setErr(recipe.commandLine().getErr())
        .execute(words.toArray(String[]::new));
  }
}
