package io.millrace.cli;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.TextLines;
import io.millrace.compress.teach.Augmentation;
import io.millrace.compress.teach.TaughtText;
import io.millrace.compress.teach.Teacher;
import io.millrace.compress.train.StageFiles;
import io.millrace.compress.train.Training;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code distill}: a student from a teacher's logits. */
@Command(
    name = "distill",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a student to answer as a teacher does, on labelled and on unlabelled utterances, and by what the teacher said in a service.",
      "The loss is alpha * H(label, student) + (1 - alpha) * T^2 * KL(teacher(T) || student(T))."
    },
    footer = SpecHelp.TEXT)
final class DistillCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StageOptions stage;
  @Mixin private TrainingOptions training;
  @Mixin private TopicOptions fromTopic;
  @Mixin private JsonOption json;

  @Option(
      names = "--teacher",
      required = true,
      paramLabel = "STAGE",
      description =
          "Stage directory of the teacher: any model with the same labels, and perhaps oos; "
              + "given several times, they teach together, by the mean of their log probabilities")
  private List<Path> teachers;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Data directory with train.jsonl, valid.jsonl and test.jsonl")
  private Path data;

  @Option(
      names = "--unlabelled",
      paramLabel = "FILE",
      description = "Lines of UTF-8 text, plain or .xz")
  private Path unlabelled;

  @Option(
      names = "--unlabelled-count",
      converter = CountConverter.class,
      paramLabel = "N",
      defaultValue = "200000",
      description = "Lines drawn from it, seen once each (default: ${DEFAULT-VALUE})")
  private int unlabelledCount;

  @Option(
      names = "--arch",
      paramLabel = "SPEC",
      defaultValue = "conv:embedding=64,channels=64,widths=1-4,buckets=20000",
      description = "The student's architecture, as explained below (default: ${DEFAULT-VALUE})")
  private String architecture;

  @Option(
      names = "--from",
      paramLabel = "STAGE",
      description = "Starts from the weights of this stage: a trained one or one of pretrain")
  private Path from;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "2",
      description = "Distillation temperature T (default: ${DEFAULT-VALUE})")
  private double temperature;

  @Option(
      names = "--alpha",
      paramLabel = "SHARE",
      defaultValue = "0.3",
      description = "Share of the label, 0..1 (default: ${DEFAULT-VALUE})")
  private double alpha;

  @Option(
      names = "--mask-words",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Each epoch shows each labelled utterance once more, without such a share of its words, "
              + "with what the teacher says of it then; 0: not (default: ${DEFAULT-VALUE})")
  private double maskWords;

  @Option(
      names = "--mix",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Each epoch shows such a share of texts more that begin as one utterance and end as "
              + "another, with what the teacher says of them; 0: none (default: ${DEFAULT-VALUE})")
  private double mix;

  @Option(
      names = "--hint-weight",
      paramLabel = "W",
      defaultValue = "0",
      description =
          "Adds W * |f P - h|^2 / |h|^2: the student's features f, by a learnt matrix P, foretell a "
              + "value h inside the teacher; of one teacher only; 0: no hints (default: ${DEFAULT-VALUE})")
  private double hintWeight;

  @Option(
      names = "--hint",
      paramLabel = "VALUE",
      description =
          "That value's name in the teacher's model.onnx, [batch, width] "
              + "(default: what its last product reads)")
  private String hint;

  @Override
  public Integer call() throws Exception {
    refuseHintsWithout();
    Augmentation augmentation = new Augmentation(maskWords, mix);
    TrainingOptions.limitThreads();
    Placing.requireReplaceable(stage.out);
    Architecture parsed = Architecture.parse(architecture);
    DataDirectory read = DataDirectory.read(data);
    List<StageDirectory> taught = teachers.stream().map(StageDirectory::read).toList();
    Weights weights = parsed.initial(read.labels().size(), stage.seed);
    List<StageDirectory> parents = new ArrayList<>(taught);
    if (from != null) {
      parents.addFirst(StageFiles.load(from, weights));
    }
    List<TaughtText> lessons = fromTopic.lessons(taught, read.labels());
    Training learner = training.training(parsed, read, stage.seed);
    try (Teacher teacher = teacher(taught, read.labels())) {
      learner.learn(
          weights,
          new Training.Lesson(
              teacher, alpha, temperature, unlabelledTexts(), lessons, augmentation, hintWeight));
    }
    StageFiles.write(
        stage.out,
        parsed,
        weights,
        read.labels(),
        stage.origin(parents, data, learner.measurements()));
    Map<String, Double> measured = new TreeMap<>(fromTopic.measurements());
    measured.putAll(learner.measurements());
    json.write(measured);
    return 0;
  }

  private void refuseHintsWithout() {
    if (hintWeight != 0) {
      fromTopic.refuseWith("--hint-weight");
    }
    if (hintWeight != 0 && teachers.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "--hint-weight: expected one --teacher, found " + teachers.size());
    }
  }

  private Teacher teacher(List<StageDirectory> stages, List<String> labels) {
    return hintWeight == 0
        ? Teacher.of(new OnnxEngine(), stages, labels)
        : Teacher.hinting(new OnnxEngine(), stages.getFirst(), labels, Optional.ofNullable(hint));
  }

  private List<String> unlabelledTexts() {
    return unlabelled == null
        ? List.of()
        : TextLines.sample(unlabelled, unlabelledCount, stage.seed);
  }
}
