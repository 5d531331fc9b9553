package io.millrace.cli;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.train.StageFiles;
import io.millrace.compress.train.Training;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code train}: a model from labels, from scratch or from pretrained weights. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains a model on labelled utterances and writes it as a stage directory.",
    footer = SpecHelp.TEXT)
final class TrainCommand implements Callable<Integer> {
  @Mixin private StageOptions stage;
  @Mixin private TrainingOptions training;
  @Mixin private JsonOption json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Data directory with train.jsonl, valid.jsonl and test.jsonl")
  private Path data;

  @Option(
      names = "--arch",
      paramLabel = "SPEC",
      defaultValue = "conv",
      description = "Architecture, as explained below (default: ${DEFAULT-VALUE})")
  private String architecture;

  @Option(
      names = "--from",
      paramLabel = "STAGE",
      description = "Starts from the weights of this stage: a trained one or one of pretrain")
  private Path from;

  @Override
  public Integer call() throws Exception {
    TrainingOptions.limitThreads();
    Placing.requireReplaceable(stage.out);
    Architecture parsed = Architecture.parse(architecture);
    DataDirectory read = DataDirectory.read(data);
    training.printSize(parsed, read.labels().size());
    Weights weights = parsed.initial(read.labels().size(), stage.seed);
    List<StageDirectory> parents =
        from == null ? List.of() : List.of(StageFiles.load(from, weights));
    Training learner = training.training(parsed, read, stage.seed);
    learner.learn(weights);
    StageFiles.write(
        stage.out,
        parsed,
        weights,
        read.labels(),
        stage.origin(parents, data, learner.measurements()));
    json.write(learner.measurements());
    return 0;
  }
}
