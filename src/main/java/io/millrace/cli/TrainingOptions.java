package io.millrace.cli;

import io.millrace.compress.train.Progress;
import io.millrace.compress.train.StageFiles;
import io.millrace.compress.train.TrainSettings;
import io.millrace.model.bundle.Checksums;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What the commands that train have in common. */
final class TrainingOptions {
  private static final double WARM_UP = 0.1;
  private static final double SMOOTHING = 0.1;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "STAGE",
      description = "Stage directory to write; an older stage there is replaced")
  Path out;

  @Option(
      names = "--epochs",
      defaultValue = "16",
      description = "Passes over the labelled utterances (default: ${DEFAULT-VALUE})")
  int epochs;

  @Option(
      names = "--batch",
      defaultValue = "32",
      description = "Utterances a step (default: ${DEFAULT-VALUE})")
  int batch;

  @Option(
      names = "--rate",
      defaultValue = "0.001",
      description = "Adam's highest rate (default: ${DEFAULT-VALUE})")
  double rate;

  @Option(
      names = "--word-dropout",
      defaultValue = "0.1",
      description = "Share of words left out (default: ${DEFAULT-VALUE})")
  double wordDropout;

  @Option(
      names = "--token-dropout",
      defaultValue = "0.3",
      description = "Share of numbers left out of the tokens (default: ${DEFAULT-VALUE})")
  double tokenDropout;

  @Option(
      names = "--feature-dropout",
      defaultValue = "0.5",
      description = "Share of numbers left out of the features (default: ${DEFAULT-VALUE})")
  double featureDropout;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Chance starts here (default: ${DEFAULT-VALUE})")
  long seed;

  @Option(
      names = "--licence",
      paramLabel = "TEXT",
      description = "Licence of the data, for the stage's card")
  String licence;

  TrainSettings settings() {
    return new TrainSettings(
        epochs, batch, rate, WARM_UP, SMOOTHING, wordDropout, tokenDropout, featureDropout, seed);
  }

  /**
   * One thread an engine call: small products gain little from a second one, and two trainings side
   * by side gain all of it.
   */
  static void limitThreads() {
    for (String key : List.of("num_threads", "num_interop_threads")) {
      String property = "ai.djl.pytorch." + key;
      System.setProperty(property, System.getProperty(property, "1"));
    }
  }

  /** Prints a line an epoch, with the time that is left. */
  Consumer<Progress> printer() {
    PrintWriter out = spec.commandLine().getOut();
    long start = System.nanoTime();
    return progress -> {
      double seconds = (System.nanoTime() - start) / 1e9;
      double left = seconds / progress.epoch() * (progress.epochs() - progress.epoch());
      out.printf(
          "epoch %d of %d: loss %.4f, valid accuracy %.2f %%, %.0f s left%n",
          progress.epoch(), progress.epochs(), progress.loss(), 100 * progress.accuracy(), left);
      out.flush();
    };
  }

  /**
   * How the stage came to be.
   *
   * @param parent the stage it was made from or taught by, or null
   */
  StageFiles.Origin origin(StageDirectory parent, Path data, Map<String, Double> measurements)
      throws IOException {
    List<String> commands = new ArrayList<>();
    String checksum = null;
    if (parent != null) {
      commands.addAll(parent.manifest().provenance().commands());
      checksum = Checksums.of(parent.path().resolve(StageDirectory.MANIFEST));
    }
    commands.add(TypedCommand.of(spec));
    return new StageFiles.Origin(
        new StageManifest.Provenance(commands, seed, checksum, TypedCommand.name(data), licence),
        measurements);
  }
}
