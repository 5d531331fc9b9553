package io.millrace.cli;

import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.Split;
import io.millrace.compress.report.Report;
import io.millrace.compress.report.ReportPage;
import io.millrace.compress.report.Reporter;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code report}: a page to look at. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Writes one HTML page that opens without a network.",
      "Figures, each step beside the one before, Pareto front, reliability, accuracy against "
          + "coverage, CPU time by batch size, sensitivity. Without --data it shows what needs no "
          + "labelled utterances."
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--bundle",
      paramLabel = "BUNDLE",
      description = "Bundle directory (default: the default bundle)")
  private Path bundle;

  @Option(names = "--data", paramLabel = "DIR", description = "Data directory to measure on")
  private Path data;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "test",
      description = "train, valid or test (default: ${DEFAULT-VALUE})")
  private String split;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "A stage to show beside the bundle's, such as one they were made from")
  private List<Path> stages = List.of();

  @Mixin private JsonOption json;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The page, such as report.html; an older one there is replaced")
  private Path out;

  @Override
  public Integer call() throws IOException {
    if (Files.isDirectory(out)) {
      throw new IllegalArgumentException(out + ": expected a file to write, found a directory");
    }
    PrintWriter progress = spec.commandLine().getErr();
    DataDirectory read = data == null ? null : DataDirectory.read(data);
    Split on = read == null ? null : read.split(split);
    Reporter reporter = new Reporter(new OnnxEngine(), ThreadTime.CPU_NANOS, progress::println);
    Report report =
        reporter.report(
            BundleDirectory.read(BundleOption.orDefault(bundle)),
            stages.stream().map(StageDirectory::read).toList(),
            on,
            read == null ? null : read.name() + ", split " + split);
    ReportPage.write(report, out);
    report
        .comparisons()
        .forEach(
            step ->
                spec.commandLine()
                    .getOut()
                    .printf("%s -> %s: %s%n", step.before(), step.after(), step.verdict()));
    spec.commandLine().getOut().printf("%s written%n", out);
    spec.commandLine().getOut().flush();
    json.write(report);
    return 0;
  }
}
