package io.millrace.cli;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.MaskedNetwork;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.pretrain.Lines;
import io.millrace.compress.pretrain.MaskedTraining;
import io.millrace.compress.pretrain.Pretraining;
import io.millrace.compress.train.StageFiles;
import io.millrace.model.bundle.FloatTensor;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pretrain}: weights from plain text. */
@Command(
    name = "pretrain",
    mixinStandardHelpOptions = true,
    description = {
      "Trains weights on plain lines of text, for train --from and distill --from.",
      "All of a transformer by foretelling masked words (killed and run again, it goes on where it "
          + "was), the word table of any other architecture by foretelling neighbours (skip-gram)."
    },
    footer = SpecHelp.TEXT)
final class PretrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StageOptions stage;

  @ArgGroup(exclusive = false, multiplicity = "1")
  private Text text;

  /** Where the lines come from: at least one of both. */
  static final class Text {
    @Option(
        names = "--text",
        paramLabel = "FILE",
        description =
            "Lines of UTF-8 text, plain or .xz; may be given several times, what is most "
                + "like the data last")
    private List<Path> files = List.of();

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Data directory whose training utterances are read as text, too")
    private Path data;

    private Path name() {
      return data == null ? files.getFirst() : data;
    }

    private Lines lines() {
      if (data == null) {
        return new Lines(files, List.of());
      }
      return new Lines(files, DataDirectory.read(data).train().texts());
    }
  }

  @Option(
      names = "--arch",
      paramLabel = "SPEC",
      required = true,
      description =
          "Architecture, as explained below; of a word table only embedding and hashing matter")
  private String architecture;

  @Option(
      names = "--from",
      paramLabel = "STAGE",
      description =
          "A transformer starts from the weights of this stage that fit it, such as the word table "
              + "of a bag with the same embedding and hashing")
  private Path from;

  @Option(
      names = "--epochs",
      converter = CountConverter.class,
      paramLabel = "N",
      defaultValue = "2",
      description = "Passes over the text (default: ${DEFAULT-VALUE})")
  private int epochs;

  @Override
  public Integer call() throws Exception {
    Placing.requireReplaceable(stage.out);
    Architecture parsed = Architecture.parse(architecture);
    if (MaskedNetwork.supports(parsed)) {
      maskWords(parsed);
    } else {
      foretellNeighbours(parsed);
    }
    return 0;
  }

  private void foretellNeighbours(Architecture parsed) throws IOException {
    if (from != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--from is for a transformer; the word table of others starts afresh");
    }
    Pretraining pretraining = new Pretraining(parsed.ngrams().maxTokens());
    text.lines().forEach(pretraining::add);
    Weights weights = parsed.initial(2, stage.seed);
    long start = System.nanoTime();
    pretraining.train(
        parsed,
        weights,
        epochs,
        stage.seed,
        done -> {
          double seconds = (System.nanoTime() - start) / 1e9;
          print("%3.0f %% done, %.0f s left%n", 100 * done, seconds / done - seconds);
        });
    write(parsed, Map.of(Weights.TABLE, weights.table()), List.of());
  }

  private void maskWords(Architecture parsed) throws IOException {
    TrainingOptions.limitThreads();
    Weights weights = parsed.initial(2, stage.seed);
    List<StageDirectory> parents =
        from == null ? List.of() : List.of(StageFiles.load(from, weights));
    Path place = stage.out.toAbsolutePath().normalize();
    Path checkpoints = place.resolveSibling("." + place.getFileName() + ".checkpoints");
    MaskedTraining training =
        new MaskedTraining(parsed, text.lines(), epochs, stage.seed, listener());
    write(parsed, training.train(weights, checkpoints).tensors(), parents);
  }

  private MaskedTraining.Listener listener() {
    long start = System.nanoTime();
    return new MaskedTraining.Listener() {
      private int before;

      @Override
      public void resumed(int part, int parts) {
        before = part;
        print("goes on after part %d of %d%n", part, parts);
      }

      @Override
      public void partEnded(int part, int parts, double loss) {
        double seconds = (System.nanoTime() - start) / 1e9;
        double left = seconds / (part - before) * (parts - part);
        print("part %d of %d: loss %.4f, %.0f s left%n", part, parts, loss, left);
      }
    };
  }

  private void write(
      Architecture parsed, Map<String, FloatTensor> tensors, List<StageDirectory> parents)
      throws IOException {
    StageFiles.writePretrained(
        stage.out, parsed, tensors, stage.origin(parents, text.name(), Map.of()));
  }

  private void print(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(format, values);
    out.flush();
  }
}
