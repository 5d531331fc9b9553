package io.millrace.cli;

import io.millrace.model.bundle.Checksums;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** Commands as a stage's manifest remembers them. */
final class CommandText {
  private CommandText() {}

  /** The parent's history, and the command that runs now. */
  static Provenance provenance(CommandSpec spec, long seed, StageDirectory parent)
      throws IOException {
    Provenance old = parent.manifest().provenance();
    List<String> commands = new ArrayList<>(old == null ? List.of() : old.commands());
    commands.add(typed(spec));
    return new Provenance(
        commands,
        seed,
        Checksums.of(parent.path().resolve(StageDirectory.MANIFEST)),
        old == null ? null : old.data(),
        old == null ? null : old.licence());
  }

  /** The command as it was typed, but paths by their last name: a stage tells of no machine. */
  static String typed(CommandSpec spec) {
    return spec.commandLine().getParseResult().originalArgs().stream()
        .map(argument -> argument.contains(":") ? argument : name(Path.of(argument)))
        .collect(Collectors.joining(" "));
  }

  /** The last name of a path. */
  static String name(Path path) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? path.toString() : name.toString();
  }
}
