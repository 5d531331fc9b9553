package io.millrace.cli;

import java.nio.file.Path;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** A command as it was typed, but paths by their last name: a stage tells of no machine. */
final class TypedCommand {
  private TypedCommand() {}

  static String of(CommandSpec spec) {
    return spec.name()
        + spec.commandLine().getParseResult().originalArgs().stream()
            .map(argument -> argument.contains(":") ? argument : name(Path.of(argument)))
            .collect(Collectors.joining(" ", " ", ""));
  }

  /** The last name of a path. */
  static String name(Path path) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? path.toString() : name.toString();
  }
}
