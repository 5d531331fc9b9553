package io.millrace.cli;

import io.millrace.cli.demo.Utterances;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.InvalidDataException;
import io.millrace.compress.data.LabelledUtterance;
import io.millrace.compress.data.Split;
import io.millrace.compress.measure.SideBySide;
import io.millrace.compress.prune.GraphPruning;
import io.millrace.compress.prune.Importance;
import io.millrace.compress.prune.PruningReport;
import io.millrace.compress.prune.Scope;
import io.millrace.compress.prune.TrainedPruning;
import io.millrace.compress.prune.TrainedPruning.Pruned;
import io.millrace.compress.prune.UnitKind;
import io.millrace.compress.train.GradualPruning;
import io.millrace.compress.train.Training;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest.Provenance;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code prune}: fewer numbers in a stage. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = {
      "Leaves out what matters least in a stage and writes it as another stage.",
      "magnitude: zeros for the smallest weights; saves neither bytes nor time by itself.",
      "saliency: zeros where a weight times its slope over --data is least; activation: where a "
          + "weight is used least over --data. Both for stages with weights.safetensors only.",
      "structured: whole attention heads, feed-forward units, channels, numbers of an embedding "
          + "and, with --data, rows of the vocabulary are removed: smaller tensors, a smaller file, less "
          + "time. What cannot be removed is named and stays as it was.",
      "A stage with weights.safetensors stays one that can be trained further."
    })
final class PruneCommand implements Callable<Integer> {
  /** What is left out. */
  enum Method {
    MAGNITUDE,
    SALIENCY,
    ACTIVATION,
    STRUCTURED;

    boolean isByData() {
      return this == SALIENCY || this == ACTIVATION;
    }
  }

  /** Enough for a time a text; the demo's sentences repeat after a few hundred. */
  private static final int TIMED = 200;

  private final OnnxEngine engine = new OnnxEngine();

  @Spec private CommandSpec spec;

  @Option(names = "--stage", required = true, paramLabel = "STAGE", description = "Stage to prune")
  private Path stage;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      required = true,
      description = "One of ${COMPLETION-CANDIDATES}")
  private Method method;

  @Option(
      names = "--sparsity",
      required = true,
      paramLabel = "P",
      description = "Share that goes, from 0 to less than 1")
  private double sparsity;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      defaultValue = "GLOBAL",
      description =
          "all but structured: what shares a threshold, ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Scope scope;

  @Option(
      names = "--units",
      split = ",",
      paramLabel = "KIND",
      defaultValue = "HEADS,UNITS,CHANNELS,EMBEDDING,VOCABULARY",
      description = "structured: what goes, of ${COMPLETION-CANDIDATES} (default: all)")
  private List<UnitKind> units;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Data directory: on its training split the activity of units and the frequency of word "
              + "pieces are measured, on --split accuracy and agreement")
  private Path data;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "valid",
      description = "Split to measure on (default: ${DEFAULT-VALUE})")
  private String split;

  @Option(
      names = "--observe",
      converter = CountConverter.class,
      defaultValue = "500",
      paramLabel = "N",
      description = "Training utterances to measure activity on (default: ${DEFAULT-VALUE})")
  private int observe;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Chooses those utterances (default: ${DEFAULT-VALUE})")
  private long seed;

  @Mixin private FineTuning tuning;
  @Mixin private JsonOption json;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "STAGE",
      description = "Stage directory to write; an older stage there is replaced")
  private Path out;

  @Override
  public Integer call() throws IOException {
    if (data == null && isTrained()) {
      throw new ParameterException(
          spec.commandLine(), "--data: expected for saliency, activation, --finetune, --schedule");
    }
    Placing.requireReplaceable(out);
    StageDirectory before = StageDirectory.read(stage);
    DataDirectory read = data == null ? null : DataDirectory.read(data);
    Split on = read == null ? sentences() : known(read.split(split), before);
    List<String> texts = read == null ? List.of() : read.train().shuffledTexts(seed);
    PrunedStage pruned = isTrained() ? trained(before, read) : pruned(before, texts);
    Provenance provenance = CommandText.provenance(spec, seed, before);
    StageDirectory after = pruned.write(out, provenance);
    if (read == null && method == Method.STRUCTURED) {
      say("importance by weights; with --data it is by what units do, and rows go, too");
    }
    PruningTable table = measured(before, after, pruned.report(), on);
    table.print(spec.commandLine().getOut());
    json.write(table.figures());
    return 0;
  }

  private boolean isTrained() {
    return method.isByData() || tuning.isAsked();
  }

  private PrunedStage trained(StageDirectory before, DataDirectory read) {
    StageDirectory.readTrainable(stage);
    TrainedPruning from = TrainedStage.of(before, sparsity, engine).pruning();
    GradualPruning pruning = tuning.pruning(sparsity);
    Consumer<Pruned> training = tuning.training(read, seed);
    Function<TrainedPruning, Importance> importance = now -> importance(now, read);
    return new PrunedStage.OfWeights(
        before,
        method == Method.STRUCTURED
            ? pruning.remove(from, Set.copyOf(units), importance, training)
            : pruning.zero(from, scope, importance, training));
  }

  private Importance importance(TrainedPruning now, DataDirectory read) {
    return switch (method) {
      case MAGNITUDE -> Importance.MAGNITUDE;
      case SALIENCY -> Training.saliency(now.architecture(), now.weights(), read);
      case ACTIVATION, STRUCTURED -> Training.activity(now.architecture(), now.weights(), read);
    };
  }

  private PrunedStage pruned(StageDirectory before, List<String> texts) throws IOException {
    List<String> observed = texts.subList(0, Math.min(observe, texts.size()));
    boolean isTrainable = before.manifest().checksums().containsKey(StageDirectory.WEIGHTS);
    if (isTrainable) {
      TrainedStage trained = TrainedStage.of(before, sparsity, engine);
      return method == Method.MAGNITUDE
          ? trained.zero(scope)
          : trained.remove(observed, Set.copyOf(units));
    }
    GraphPruning pruning = GraphPruning.of(before, sparsity, engine);
    PruningReport report =
        method == Method.MAGNITUDE
            ? pruning.zero(scope)
            : pruning.remove(observed, texts, Set.copyOf(units));
    return new PrunedStage.OfGraph(before, pruning.graph(), report, engine);
  }

  /** What was measured goes into the new stage's manifest, too. */
  private PruningTable measured(
      StageDirectory before, StageDirectory after, PruningReport report, Split on)
      throws IOException {
    say("measuring on %,d utterances".formatted(on.inScope().size() + on.outOfScope().size()));
    SideBySide sides = SideBySide.of(engine, before, after, on, ThreadTime.CPU_NANOS);
    boolean isLabelled = !on.inScope().isEmpty();
    if (isLabelled) {
      StageDirectory.write(after.path(), after.manifest().measured(sides.measurements(split)));
    }
    return new PruningTable(report, BeforeAfter.of(before, after, sides, isLabelled));
  }

  /** Without data, sentences to take the time on; nobody knows their labels. */
  private Split sentences() {
    Utterances utterances = Utterances.load();
    Random random = new Random(seed);
    return new Split(
        List.of(),
        Stream.generate(() -> new LabelledUtterance(utterances.next(random), "oos"))
            .limit(TIMED)
            .toList());
  }

  /** Before anything is done: a stage is not left behind by a command that fails at its end. */
  private Split known(Split on, StageDirectory before) {
    List<String> labels = before.manifest().labels();
    for (LabelledUtterance utterance : on.inScope()) {
      if (!labels.contains(utterance.label())) {
        throw new InvalidDataException(
            "%s: label %s is none of the %d labels of %s"
                .formatted(data, utterance.label(), labels.size(), stage));
      }
    }
    return on;
  }

  private void say(String what) {
    PrintWriter to = spec.commandLine().getErr();
    to.println(what);
    to.flush();
  }
}
