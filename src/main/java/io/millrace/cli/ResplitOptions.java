package io.millrace.cli;

import io.millrace.compress.calibrate.CascadeCalibration;
import io.millrace.compress.calibrate.Resplits;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.measure.BundleMaker;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.confidence.ConfidenceFunction;
import io.millrace.model.djl.OnnxEngine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code --resplits} and what goes with it: a calibration's promise put to the test. */
final class ResplitOptions {
  private static final double MAX_FALSE_ABSTENTION =
      Double.parseDouble(BundleCommand.MAX_FALSE_ABSTENTION);

  @Option(
      names = "--resplits",
      paramLabel = "N",
      converter = CountConverter.class,
      description = "Chooses thresholds anew on so many random halves (default: none)")
  private Integer resplits;

  @Option(
      names = "--max-drop",
      paramLabel = "SHARE",
      defaultValue = "0.005",
      description =
          "With --resplits: most accuracy that may be lost to the last stage (default:"
              + " ${DEFAULT-VALUE})")
  private double maxDrop;

  @Option(
      names = "--delta",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = "With --resplits: chance that a proof misleads (default: ${DEFAULT-VALUE})")
  private double delta;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "With --resplits: of the first half; the next number draws the next one (default:"
              + " ${DEFAULT-VALUE})")
  private long seed;

  /** Refuses the option beside one that it has no meaning with. */
  void refuse(CommandLine command, String other) {
    if (resplits != null) {
      throw new ParameterException(
          command, "--resplits chooses thresholds of a cascade and cannot go with " + other);
    }
  }

  /** Draws, prints what came of it, and gives it; empty if the option was not given. */
  Optional<Resplits> draw(BundleDirectory bundle, DataDirectory data, CommandLine command) {
    if (resplits == null) {
      return Optional.empty();
    }
    CascadeCalibration calibration =
        new CascadeCalibration(functions(bundle), maxDrop, delta, MAX_FALSE_ABSTENTION, seed);
    PrintWriter progress = command.getErr();
    Resplits drawn =
        new BundleMaker(new OnnxEngine(), calibration, ThreadTime.CPU_NANOS, progress::println)
            .resplit(bundle.stages(), data.valid().and(data.test()), resplits, tenths(progress));
    print(drawn, command.getOut());
    return Optional.of(drawn);
  }

  private IntConsumer tenths(PrintWriter progress) {
    return done -> {
      if (done % Math.max(1, resplits / 10) == 0) {
        progress.printf("resplits: %d of %d%n", done, resplits);
        progress.flush();
      }
    };
  }

  private void print(Resplits drawn, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        """

        on halves of valid and test, %d times, drop of accuracy allowed %.2f points at delta %s:
        broken on the other half         %8.2f %%
        nothing proved                   %8.2f %%
        mean drop                        %8.2f points
        mean share escalated             %8.2f %%
        """,
        drawn.resplits(),
        100 * maxDrop,
        delta,
        100 * drawn.violationShare(),
        100 * drawn.refusedShare(),
        100 * drawn.meanDrop(),
        100 * drawn.meanEscalationRate());
    out.flush();
  }

  private static List<ConfidenceFunction> functions(BundleDirectory bundle) {
    return bundle.manifest().stages().stream()
        .map(stage -> ConfidenceFunction.parse(stage.confidence()))
        .toList();
  }
}
