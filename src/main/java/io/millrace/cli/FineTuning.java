package io.millrace.cli;

import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.prune.Schedule;
import io.millrace.compress.prune.TrainedPruning.Pruned;
import io.millrace.compress.teach.Teacher;
import io.millrace.compress.train.GradualPruning;
import io.millrace.compress.train.TrainSettings;
import io.millrace.compress.train.Training;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Training between the steps of a pruning. */
final class FineTuning {
  private static final double DROPOUT = 0.1;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--finetune",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Trains for N epochs on --data after each step; what was pruned stays so. For a stage "
              + "with weights.safetensors (default: ${DEFAULT-VALUE})")
  private int epochs;

  @Option(
      names = "--schedule",
      paramLabel = "SCHEDULE",
      defaultValue = "ONE_SHOT",
      description =
          "${COMPLETION-CANDIDATES}: all at once, or in --steps, large ones first "
              + "(default: ${DEFAULT-VALUE})")
  private Schedule schedule;

  @Option(
      names = "--steps",
      converter = CountConverter.class,
      paramLabel = "N",
      defaultValue = "4",
      description = "Steps of the cubic schedule (default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--teacher",
      paramLabel = "STAGE",
      description = "Fine-tunes towards this stage's answers, too; may come several times")
  private List<Path> teachers = List.of();

  @Option(
      names = "--rate",
      paramLabel = "X",
      defaultValue = "0.0005",
      description = "Adam's highest rate in fine-tuning (default: ${DEFAULT-VALUE})")
  private double rate;

  boolean isAsked() {
    return epochs != 0 || schedule != Schedule.ONE_SHOT;
  }

  GradualPruning pruning(double sparsity) {
    return new GradualPruning(sparsity, schedule, schedule == Schedule.ONE_SHOT ? 1 : steps);
  }

  /** Trains what a step leaves, in place. */
  Consumer<Pruned> training(DataDirectory data, long seed) {
    TrainingOptions.limitThreads();
    List<StageDirectory> taught = teachers.stream().map(StageDirectory::read).toList();
    return pruned -> {
      say("%.2f %% are gone", 100 * pruned.report().sparsity());
      if (epochs != 0) {
        learn(pruned, data, taught, seed);
      }
    };
  }

  private void learn(Pruned pruned, DataDirectory data, List<StageDirectory> taught, long seed) {
    TrainSettings settings =
        new TrainSettings(epochs, 32, rate, DROPOUT, DROPOUT, DROPOUT, DROPOUT, 2 * DROPOUT, seed);
    Training training =
        new Training(
                pruned.architecture(),
                data,
                settings,
                TrainingOptions.printer(spec.commandLine().getOut(), "  %s in this step"))
            .holding(pruned.masks());
    if (taught.isEmpty()) {
      training.learn(pruned.weights());
      return;
    }
    try (Teacher teacher = Teacher.of(new OnnxEngine(), taught, data.labels())) {
      training.learn(pruned.weights(), Training.Lesson.usual(teacher, List.of()));
    }
  }

  private void say(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(format.formatted(values));
    out.flush();
  }
}
