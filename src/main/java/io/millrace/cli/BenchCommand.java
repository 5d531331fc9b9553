package io.millrace.cli;

import io.millrace.bench.Bench;
import io.millrace.bench.BenchSettings;
import io.millrace.bench.Measurement;
import io.millrace.bench.Results;
import io.millrace.bench.ResultsFiles;
import io.millrace.bench.Surroundings;
import io.millrace.bench.batching.BatchingMeasurement;
import io.millrace.bench.batching.OverloadMeasurement;
import io.millrace.bench.plan.PlanMeasurement;
import io.millrace.bench.service.CascadeMeasurement;
import io.millrace.bench.service.LatencyMeasurement;
import io.millrace.bench.service.ScalingMeasurement;
import io.millrace.bench.service.ServiceMeasurement;
import io.millrace.bench.service.StartMeasurement;
import io.millrace.bench.service.SustainedMeasurement;
import io.millrace.bench.trust.BurstMeasurement;
import io.millrace.bench.trust.ShiftMeasurement;
import io.millrace.bench.words.TokenizerMeasurement;
import io.millrace.compress.data.DataDirectory;
import io.millrace.model.bundle.BundleDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: what is claimed, measured again. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures side by side what the README claims, and writes a page of it.",
      "Everything runs on this machine: broker, traffic and service. Exit status 1 if a "
          + "measurement failed; the others run all the same."
    })
final class BenchCommand implements Callable<Integer> {
  private static final List<Measurement> ALL =
      List.of(
          new CascadeMeasurement(),
          new ServiceMeasurement(),
          new LatencyMeasurement(),
          new SustainedMeasurement(),
          new ScalingMeasurement(),
          new BatchingMeasurement(),
          new OverloadMeasurement(),
          new ShiftMeasurement(),
          new BurstMeasurement(),
          new TokenizerMeasurement(),
          new StartMeasurement(),
          new PlanMeasurement());

  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "Measurements to run (default: all): ${COMPLETION-CANDIDATES}",
      completionCandidates = Names.class)
  private List<String> only = List.of();

  @Option(
      names = "--bundle",
      paramLabel = "BUNDLE",
      description = "Bundle, a directory or a zip of it (default: the default bundle)")
  private Path bundle;

  @Option(
      names = "--teacher",
      paramLabel = "BUNDLE",
      description =
          "Bundle of the teacher alone, as it was trained, to compare with (default: the one "
              + "beside the bundle with -teacher behind its name, else the bundle's last stage)")
  private Path teacher;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Data directory, whose test split is asked (default: the utterances in the bundle, and "
              + "no shift and no burst)")
  private Path data;

  @Option(
      names = "--duration",
      paramLabel = "PT",
      defaultValue = "PT30S",
      description = "About how long each measurement may take (default: ${DEFAULT-VALUE})")
  private Duration duration;

  @Mixin private JsonOption json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for results.html and results.md")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Same seed, same traffic (default: ${DEFAULT-VALUE})")
  private long seed;

  /** The words for {@code --only}. */
  private static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ALL.stream().map(Measurement::name).iterator();
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Measurement> chosen = chosen();
    if (!duration.isPositive()) {
      throw new ParameterException(
          spec.commandLine(), "--duration: expected more than nothing, found " + duration);
    }
    Results results = Bench.run(chosen, settings(), Surroundings.of(command()));
    print(results);
    json.write(results.figures());
    if (out != null) {
      ResultsFiles.write(results, out);
    }
    return results.hasFailures() ? 1 : 0;
  }

  /** What cannot be measured is refused before hours have passed. */
  private BenchSettings settings() {
    Path measured = BundleOption.orDefault(bundle);
    Optional<Path> alone =
        Optional.ofNullable(teacher).or(() -> BundleOption.teacherBeside(measured));
    BundleDirectory.read(measured).close();
    alone.ifPresent(bundleOfIt -> BundleDirectory.read(bundleOfIt).close());
    if (data != null) {
      DataDirectory.read(data);
    }
    PrintWriter progress = spec.commandLine().getErr();
    return new BenchSettings(
        measured, alone, Optional.ofNullable(data), seed, duration, progress::println);
  }

  private List<Measurement> chosen() {
    for (String name : only) {
      if (ALL.stream().noneMatch(measurement -> measurement.name().equals(name))) {
        throw new ParameterException(
            spec.commandLine(),
            "--only: no measurement '%s'; there are %s"
                .formatted(
                    name, ALL.stream().map(Measurement::name).collect(Collectors.joining(", "))));
      }
    }
    return ALL.stream()
        .filter(
            measurement ->
                only.isEmpty()
                    ? data != null || !measurement.needsData()
                    : only.contains(measurement.name()))
        .toList();
  }

  private String command() {
    return "./millrace " + CommandText.typed(spec);
  }

  private void print(Results results) {
    PrintWriter table = spec.commandLine().getOut();
    results
        .figures()
        .forEach((key, value) -> table.printf("%-36s %12s%n", key, ResultsFiles.number(value)));
    for (Results.Section section : results.sections()) {
      if (section.failure() != null) {
        table.printf("%s failed: %s%n", section.name(), section.failure());
      }
    }
    table.flush();
  }
}
