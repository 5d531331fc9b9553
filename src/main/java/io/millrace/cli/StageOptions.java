package io.millrace.cli;

import io.millrace.compress.train.StageFiles;
import io.millrace.model.bundle.Checksums;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What the commands that write a trained stage have in common. */
final class StageOptions {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "STAGE",
      description = "Stage directory to write; an older stage there is replaced")
  Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Chance starts here (default: ${DEFAULT-VALUE})")
  long seed;

  @Option(
      names = "--licence",
      paramLabel = "TEXT",
      description = "Licence of the data, for the stage's card")
  private String licence;

  /**
   * How the stage came to be.
   *
   * @param parents the stages it was made from and taught by
   */
  StageFiles.Origin origin(
      List<StageDirectory> parents, Path data, Map<String, Double> measurements)
      throws IOException {
    List<String> commands = new ArrayList<>();
    String checksum = null;
    for (StageDirectory parent : parents) {
      commands.addAll(parent.manifest().provenance().commands());
      checksum = Checksums.of(parent.path().resolve(StageDirectory.MANIFEST));
    }
    commands.add(CommandText.typed(spec));
    return new StageFiles.Origin(
        new StageManifest.Provenance(
            commands.stream().distinct().toList(), seed, checksum, CommandText.name(data), licence),
        measurements);
  }
}
