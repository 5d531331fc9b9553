package io.millrace.cli;

import io.millrace.compress.train.Ensemble;
import io.millrace.compress.train.StageFiles;
import io.millrace.model.bundle.Checksums;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ensemble}: several models as one. */
@Command(
    name = "ensemble",
    mixinStandardHelpOptions = true,
    description = "Joins stages of one label set into one that answers with their mean.")
final class EnsembleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--stage",
      required = true,
      paramLabel = "STAGE",
      description = "A member; given several times")
  private List<Path> stages;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "STAGE",
      description = "Stage directory to write; an older stage there is replaced")
  private Path out;

  @Override
  public Integer call() throws Exception {
    List<StageDirectory> members = stages.stream().map(StageDirectory::read).toList();
    StageManifest.Provenance first = members.getFirst().manifest().provenance();
    List<String> commands =
        Stream.concat(
                members.stream()
                    .flatMap(member -> member.manifest().provenance().commands().stream())
                    .distinct(),
                Stream.of(CommandText.typed(spec)))
            .toList();
    String parent = Checksums.of(stages.getFirst().resolve(StageDirectory.MANIFEST));
    Ensemble.write(
        out,
        members,
        new StageFiles.Origin(
            new StageManifest.Provenance(
                commands, first.seed(), parent, first.data(), first.licence()),
            Map.of()));
    return 0;
  }
}
