package io.millrace.cli;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.train.Progress;
import io.millrace.compress.train.TrainSettings;
import io.millrace.compress.train.Training;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How long and how hard to train. */
final class TrainingOptions {
  private static final double WARM_UP = 0.1;
  private static final double SMOOTHING = 0.1;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "12",
      description = "Passes over the labelled utterances (default: ${DEFAULT-VALUE})")
  private int epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Utterances a step (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--rate",
      paramLabel = "X",
      defaultValue = "0.001",
      description = "Adam's highest rate (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(
      names = "--word-dropout",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description = "Share of words left out (default: ${DEFAULT-VALUE})")
  private double wordDropout;

  @Option(
      names = "--token-dropout",
      paramLabel = "SHARE",
      defaultValue = "0.3",
      description = "Share of numbers left out of the tokens (default: ${DEFAULT-VALUE})")
  private double tokenDropout;

  @Option(
      names = "--feature-dropout",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description = "Share of numbers left out of the features (default: ${DEFAULT-VALUE})")
  private double featureDropout;

  @Option(
      names = "--quantize-aware",
      paramLabel = "BITS",
      description =
          "Trains for quantize --method linear --bits BITS, 2 to 8: computes with rounded numbers, "
              + "and the stage holds rounded ones. Best as a few epochs at a low rate, --from a model "
              + "trained without")
  private Integer bits;

  /** A training of an architecture on a data set. */
  Training training(Architecture architecture, DataDirectory data, long seed) {
    Training training =
        new Training(
            architecture, data, settings(seed), printer(spec.commandLine().getOut(), "%s"));
    return bits == null ? training : training.quantizeAware(bits);
  }

  private TrainSettings settings(long seed) {
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

  /** Says how large a model of so many labels is. */
  void printSize(Architecture architecture, int labels) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s%n%,d parameters, %,d operations for a text of %d words%n",
        architecture.spec(),
        architecture.parameterCount(labels),
        architecture.flops(labels, Architecture.TEXT_TOKENS),
        Architecture.TEXT_TOKENS);
    out.flush();
  }

  /**
   * Prints a line an epoch, with the time that is left.
   *
   * @param frame what stands around the line, {@code %s}
   */
  static Consumer<Progress> printer(PrintWriter out, String frame) {
    long start = System.nanoTime();
    return progress -> {
      double seconds = (System.nanoTime() - start) / 1e9;
      double left = seconds / progress.epoch() * (progress.epochs() - progress.epoch());
      String line =
          "epoch %d of %d: loss %.4f, valid accuracy %.2f %%, %.0f s left"
              .formatted(
                  progress.epoch(),
                  progress.epochs(),
                  progress.loss(),
                  100 * progress.accuracy(),
                  left);
      out.printf(frame + "%n", line);
      out.flush();
    };
  }
}
