package io.millrace.cli;

import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.LabelledUtterance;
import io.millrace.compress.data.Split;
import io.millrace.compress.measure.OpenStage;
import io.millrace.compress.measure.SideBySide;
import io.millrace.compress.quantize.Int8Support;
import io.millrace.compress.quantize.LinearQuantization.Report;
import io.millrace.compress.quantize.LinearStage;
import io.millrace.compress.quantize.Range;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest.Provenance;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quantize}: fewer bits for the numbers of a stage. */
@Command(
    name = "quantize",
    mixinStandardHelpOptions = true,
    description = {
      "Stores a stage's weights in fewer bits and writes it as another stage.",
      "linear: bytes, multiplied by integer kernels; with --data the ranges of activations are",
      "observed beforehand, so that the answer to a text does not depend on its batch."
    })
final class QuantizeCommand implements Callable<Integer> {
  /** How the bits are used. */
  enum Method {
    LINEAR
  }

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private final OnnxEngine engine = new OnnxEngine();

  @Spec private CommandSpec spec;

  @Option(names = "--stage", required = true, paramLabel = "STAGE", description = "Stage to shrink")
  private Path stage;

  @Option(names = "--method", required = true, description = "One of ${COMPLETION-CANDIDATES}")
  private Method method;

  @Option(
      names = "--bits",
      defaultValue = "8",
      description = "Bits of a weight, 2 to 8 (default: ${DEFAULT-VALUE}); a byte all the same")
  private int bits;

  @Option(
      names = "--data",
      description = {
        "Data directory: ranges are observed on its training split,",
        "accuracy and agreement on --split"
      })
  private Path data;

  @Option(
      names = "--split",
      defaultValue = "valid",
      description = "Split to measure on (default: ${DEFAULT-VALUE})")
  private String split;

  @Option(
      names = "--observe",
      defaultValue = "2000",
      paramLabel = "N",
      description = "Training utterances to observe ranges on (default: ${DEFAULT-VALUE})")
  private int observe;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Chooses those utterances (default: ${DEFAULT-VALUE})")
  private long seed;

  @Mixin private JsonOption json;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "STAGE",
      description = "Stage directory to write; an older stage there is replaced")
  private Path out;

  @Override
  public Integer call() throws IOException {
    StageDirectory before = StageDirectory.read(stage);
    DataDirectory read = data == null ? null : DataDirectory.read(data);
    Int8Support.of(cpuInfo()).warning().ifPresent(this::warn);
    if (read == null) {
      warn("without --data, ranges are measured in each call: answers vary with the batch");
    }
    LinearStage linear = new LinearStage(before, bits, engine);
    Map<String, Range> ranges = linear.observe(utterances(read));
    Provenance provenance = CommandText.provenance(spec, seed, before);
    QuantizationTable[] table = new QuantizationTable[1];
    Placing.stage(
        out,
        aside -> {
          Report report = linear.write(ranges, aside, CommandText.name(out), provenance);
          table[0] = measured(before, StageDirectory.read(aside), report, read);
        });
    table[0].print(spec.commandLine().getOut());
    json.write(table[0].figures());
    return 0;
  }

  /** What was measured goes into the new stage's manifest, too. */
  private QuantizationTable measured(
      StageDirectory before, StageDirectory after, Report report, DataDirectory read)
      throws IOException {
    SideBySide sides = read == null ? null : sides(before, after, read.split(split));
    if (sides != null) {
      StageDirectory.write(
          after.path(),
          after
              .manifest()
              .measured(
                  Map.of(
                      split + "Accuracy", sides.after().accuracy(),
                      split + "Agreement", sides.agreement())));
    }
    return new QuantizationTable(
        report, Files.size(before.model()), Files.size(after.model()), sides);
  }

  private List<String> utterances(DataDirectory read) {
    if (read == null) {
      return List.of();
    }
    Split train = read.train();
    List<String> texts =
        new ArrayList<>(
            Stream.concat(train.inScope().stream(), train.outOfScope().stream())
                .map(LabelledUtterance::text)
                .toList());
    Collections.shuffle(texts, new Random(seed));
    return texts.subList(0, Math.min(observe, texts.size()));
  }

  private SideBySide sides(StageDirectory before, StageDirectory after, Split on) {
    try (OpenStage one = OpenStage.load(engine, before);
        OpenStage other = OpenStage.load(engine, after)) {
      return SideBySide.of(
          one, other, on, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
    }
  }

  private void warn(String warning) {
    PrintWriter to = spec.commandLine().getErr();
    to.println("millrace: " + warning);
    to.flush();
  }

  private static String cpuInfo() throws IOException {
    return Files.isReadable(CPU_INFO) ? Files.readString(CPU_INFO) : "";
  }
}
