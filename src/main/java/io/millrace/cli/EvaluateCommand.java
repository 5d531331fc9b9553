package io.millrace.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.millrace.compress.calibrate.Resplits;
import io.millrace.compress.compare.Comparison;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.Split;
import io.millrace.compress.measure.Evaluation;
import io.millrace.compress.measure.Measurement;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evaluate}: what a bundle or a stage is worth on a split. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Measures a bundle, or a stage alone, on a labelled split.",
      "Accuracy in scope, recall out of scope, calibration, size, CPU time a text on one thread, "
          + "and how much is escalated.",
      "With --resplits also how often a calibration would have broken its promise: thresholds are"
          + " chosen anew on random halves of the validation and test splits, and checked on the"
          + " other halves.",
      "With --compare which of two is better, by McNemar's exact test on the utterances that one"
          + " alone answers rightly. A bundle is right out of scope if it abstains; of stages,"
          + " which have no gate, the best label counts, in scope."
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

  @Mixin private ResplitOptions resplits;
  @Mixin private CompareOptions comparing;

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

    @Option(
        names = "--compare",
        paramLabel = "OLD NEW",
        arity = "2",
        hideParamSyntax = true,
        description = "Two bundles or two stage directories: is NEW better?")
    private List<Path> compared;
  }

  @Override
  public Integer call() throws IOException {
    DataDirectory directory = DataDirectory.read(data);
    if (subject.compared != null) {
      return compare(directory.split(split));
    }
    if (subject.stage != null) {
      resplits.refuse(spec.commandLine(), "--stage");
      Measurement measurement =
          evaluation().measure(StageDirectory.read(subject.stage), directory.split(split));
      MeasurementTable.print(measurement, spec.commandLine().getOut());
      json.write(measurement);
      return 0;
    }
    try (BundleDirectory bundle = BundleDirectory.read(BundleOption.orDefault(subject.bundle))) {
      Measurement measurement = evaluation().measure(bundle, directory.split(split));
      MeasurementTable.print(measurement, spec.commandLine().getOut());
      BundleManifest manifest = bundle.manifest();
      printProofs(manifest);
      Optional<Resplits> drawn = resplits.draw(bundle, directory, spec.commandLine());
      json.write(
          new Evaluated(
              measurement, manifest.calibration(), manifest.abstention(), drawn.orElse(null)));
    }
    return 0;
  }

  private int compare(Split asked) throws IOException {
    resplits.refuse(spec.commandLine(), "--compare");
    if (subject.compared.size() != 2) {
      throw new ParameterException(
          spec.commandLine(), "--compare: expected OLD NEW, found " + subject.compared);
    }
    Comparison comparison =
        comparing.compare(
            subject.compared.getFirst(),
            subject.compared.getLast(),
            asked,
            spec.commandLine().getOut());
    json.write(comparison);
    return comparing.status(comparison);
  }

  /** One flat object, and what the bundle says that was proved of it. */
  private record Evaluated(
      @JsonUnwrapped Measurement measurement,
      @JsonInclude(Include.NON_NULL) BundleManifest.Calibration calibration,
      @JsonInclude(Include.NON_NULL) BundleManifest.Abstention abstention,
      @JsonUnwrapped Resplits resplits) {}

  private void printProofs(BundleManifest manifest) {
    PrintWriter screen = spec.commandLine().getOut();
    screen.println();
    Integer fitted = manifest.calibration() == null ? null : manifest.calibration().fittingSize();
    BundleTable.proofs(manifest, fitted, screen);
    screen.flush();
  }

  private Evaluation evaluation() {
    PrintWriter progress = spec.commandLine().getErr();
    return new Evaluation(new OnnxEngine(), ThreadTime.CPU_NANOS, progress::println);
  }
}
