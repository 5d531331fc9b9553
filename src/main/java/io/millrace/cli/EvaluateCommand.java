package io.millrace.cli;

import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.Split;
import io.millrace.compress.measure.Evaluation;
import io.millrace.compress.measure.Measurement;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: what a bundle or a stage is worth on a split. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Measures a bundle, or a stage alone, on a labelled split.",
      "Accuracy in scope, recall out of scope, calibration, size, CPU time a text on one thread, "
          + "and how much is escalated."
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @ArgGroup private Subject subject = new Subject();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description =
          "Data directory: train.jsonl, valid.jsonl, test.jsonl, each perhaps with an oos_ file")
  private Path data;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "test",
      description = "train, valid or test (default: ${DEFAULT-VALUE})")
  private String split;

  @Mixin private JsonOption json;

  /** What is measured; the default bundle unless one of them is given. */
  private static final class Subject {
    @Option(
        names = "--bundle",
        paramLabel = "BUNDLE",
        description = "Bundle, a directory or a zip of it (default: the default bundle)")
    private Path bundle;

    @Option(
        names = "--stage",
        paramLabel = "STAGE",
        description = "Stage directory, measured alone and without a gate")
    private Path stage;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Measurement measurement = measure(DataDirectory.read(data).split(split));
    MeasurementTable.print(measurement, out);
    json.write(measurement);
    return 0;
  }

  private Measurement measure(Split utterances) throws IOException {
    PrintWriter progress = spec.commandLine().getErr();
    Evaluation evaluation =
        new Evaluation(new OnnxEngine(), ThreadTime.CPU_NANOS, progress::println);
    if (subject.stage != null) {
      return evaluation.measure(StageDirectory.read(subject.stage), utterances);
    }
    try (BundleDirectory bundle = BundleDirectory.read(BundleOption.orDefault(subject.bundle))) {
      return evaluation.measure(bundle, utterances);
    }
  }
}
