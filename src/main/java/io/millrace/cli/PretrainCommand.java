package io.millrace.cli;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.Split;
import io.millrace.compress.train.Pretraining;
import io.millrace.compress.train.StageFiles;
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
import picocli.CommandLine.Spec;

/** {@code pretrain}: embedding rows from plain text. */
@Command(
    name = "pretrain",
    mixinStandardHelpOptions = true,
    description = {
      "Trains the embedding rows of an architecture on plain lines of text (skip-gram),",
      "for train --from and distill --from."
    })
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
        description = "Lines of UTF-8 text, plain or .xz; may be given several times")
    private List<Path> files = List.of();

    @Option(
        names = "--data",
        description = "Data directory whose training utterances are read as text, too")
    private Path data;

    private Path name() {
      return data == null ? files.getFirst() : data;
    }
  }

  @Option(
      names = "--arch",
      paramLabel = "SPEC",
      required = true,
      description = "Architecture whose rows to train; only embedding and the hashing matter")
  private String architecture;

  @Option(
      names = "--epochs",
      defaultValue = "2",
      description = "Passes over the text (default: ${DEFAULT-VALUE})")
  private int epochs;

  @Override
  public Integer call() throws Exception {
    Architecture parsed = Architecture.parse(architecture);
    Pretraining pretraining = new Pretraining(parsed.ngrams().maxTokens());
    text.files.forEach(pretraining::read);
    if (text.data != null) {
      addUtterances(pretraining, DataDirectory.read(text.data).train());
    }
    Weights weights = parsed.initial(2, stage.seed);
    PrintWriter out = spec.commandLine().getOut();
    long start = System.nanoTime();
    pretraining.train(
        parsed,
        weights,
        epochs,
        stage.seed,
        done -> {
          double seconds = (System.nanoTime() - start) / 1e9;
          out.printf("%3.0f %% done, %.0f s left%n", 100 * done, seconds / done - seconds);
          out.flush();
        });
    StageFiles.writePretrained(
        stage.out, parsed, weights, stage.origin(List.of(), text.name(), Map.of()));
    return 0;
  }

  private static void addUtterances(Pretraining pretraining, Split train) {
    train.inScope().forEach(utterance -> pretraining.add(utterance.text()));
    train.outOfScope().forEach(utterance -> pretraining.add(utterance.text()));
  }
}
