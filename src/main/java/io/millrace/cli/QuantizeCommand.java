package io.millrace.cli;

import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.Split;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.measure.SideBySide;
import io.millrace.compress.quantize.Int8Support;
import io.millrace.compress.quantize.LinearQuantization;
import io.millrace.compress.quantize.LinearStage;
import io.millrace.compress.quantize.QuantizedStage;
import io.millrace.compress.quantize.Range;
import io.millrace.compress.quantize.Report;
import io.millrace.compress.quantize.WeightCode;
import io.millrace.compress.quantize.adaptive.AdaptiveBits;
import io.millrace.compress.quantize.adaptive.AdaptiveBits.Chosen;
import io.millrace.compress.quantize.adaptive.Rewriting;
import io.millrace.compress.quantize.codebook.CodebookQuantization;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.bundle.StageManifest.Provenance;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quantize}: fewer bits for the numbers of a stage. */
@Command(
    name = "quantize",
    mixinStandardHelpOptions = true,
    description = {
      "Stores a stage's weights in fewer bits and writes it as another stage.",
      "linear: bytes, multiplied by integer kernels: less time. The ranges of activations are "
          + "observed beforehand (static), so that the answer to a text does not depend on its batch, "
          + "or measured in each call (dynamic).",
      "log: powers of two with a sign. kmeans: the means of clusters. Both are packed to the bit "
          + "and read back as floats when the model is loaded: fewer bytes, no less time.",
      "Biases stay as they are, and so does what cannot be quantized; it is named."
    })
final class QuantizeCommand implements Callable<Integer> {
  /** What adaptive log and kmeans choose from. */
  private static final List<Integer> CHOICES = List.of(8, 6, 5, 4, 3, 2);

  /** Texts that sensitivity is measured on: divergence needs far fewer than accuracy does. */
  private static final int PROBES = 256;

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private final OnnxEngine engine = new OnnxEngine();

  @Spec private CommandSpec spec;

  @Option(names = "--stage", required = true, paramLabel = "STAGE", description = "Stage to shrink")
  private Path stage;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      required = true,
      description = "One of ${COMPLETION-CANDIDATES}")
  private QuantizationMethod method;

  @Option(
      names = "--bits",
      paramLabel = "BITS",
      description =
          "Bits of a weight: linear 2 to 8 (default: 8; a byte all the same), log 2 to 8 (default: 4), "
              + "kmeans 1 to 8 (default: 4)")
  private Integer bits;

  @Option(
      names = "--per",
      paramLabel = "WHAT",
      description =
          "What shares a scale or a codebook, one of ${COMPLETION-CANDIDATES}: a channel is a column of "
              + "linear's matrices, a row for log and kmeans (default: channel for linear, else tensor)")
  private Sharing per;

  @Option(
      names = "--affine",
      description = "linear: matrices get zero points, for weights that lie to one side of zero")
  private boolean affine;

  @Option(
      names = "--adaptive",
      description =
          "Bits for each constant by its measured sensitivity, instead of --bits: linear 8 or none, "
              + "log and kmeans 2 to 8 or none; needs --data and --max-drop or --min-agreement")
  private boolean adaptive;

  @Option(
      names = "--max-drop",
      paramLabel = "X",
      description =
          "Most that --adaptive may lose of the accuracy on --split, 0 to 1, such as 0.005")
  private Double maxDrop;

  @Option(
      names = "--min-agreement",
      paramLabel = "X",
      description =
          "Least share of texts in --split that must keep their top label with --adaptive, "
              + "0 to 1, such as 0.995; instead of --max-drop")
  private Double minAgreement;

  @Option(
      names = "--ranges",
      paramLabel = "HOW",
      description =
          "Ranges of linear's activations, one of ${COMPLETION-CANDIDATES} "
              + "(default: static for n-grams with --data, else dynamic: an encoder's activations differ "
              + "too much from text to text, and ONNX Runtime's fused kernel is for dynamic ranges)")
  private Ranges ranges;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Data directory: ranges are observed on its training split, "
              + "accuracy and agreement on --split")
  private Path data;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "valid",
      description = "Split to measure on (default: ${DEFAULT-VALUE})")
  private String split;

  @Option(
      names = "--observe",
      converter = CountConverter.class,
      defaultValue = "2000",
      paramLabel = "N",
      description = "Training utterances to observe ranges on (default: ${DEFAULT-VALUE})")
  private int observe;

  @Option(
      names = "--seed",
      paramLabel = "N",
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
    requireSense();
    int width = method.checked(bits);
    StageDirectory before = StageDirectory.read(stage);
    DataDirectory read = data == null ? null : DataDirectory.read(data);
    Rewriting rewriting =
        method == QuantizationMethod.LINEAR ? linear(before, width, read) : codes();
    Chosen chosen = adaptive ? adapted(before, read, rewriting) : uniform(before, width);
    Provenance provenance = CommandText.provenance(spec, seed, before);
    QuantizationTable[] table = new QuantizationTable[1];
    Placing.stage(
        out,
        aside -> {
          Report report =
              new QuantizedStage(before)
                  .write(
                      graph -> rewriting.rewrite(graph, chosen.bits()),
                      aside,
                      CommandText.name(out),
                      provenance);
          table[0] = measured(before, StageDirectory.read(aside), report, read);
          remember(StageDirectory.read(aside), chosen);
        });
    table[0].print(spec.commandLine().getOut());
    json.write(table[0].figures());
    return 0;
  }

  private void requireSense() {
    boolean isLinear = method == QuantizationMethod.LINEAR;
    boolean hasFloor = maxDrop != null || minAgreement != null;
    boolean isReady = hasFloor && data != null && bits == null;
    refuse(
        adaptive && !isReady,
        "--adaptive needs --data and --max-drop or --min-agreement, and chooses --bits itself");
    refuse(!adaptive && hasFloor, "--max-drop and --min-agreement are for --adaptive");
    refuse(
        maxDrop != null && minAgreement != null,
        "--max-drop and --min-agreement: one of them is the limit");
    refuse(!isLinear && affine, "--affine is for linear; log and kmeans have no zero points");
    refuse(
        !isLinear && ranges != null,
        "--ranges is for linear; log and kmeans leave activations as they are");
    refuse(ranges == Ranges.STATIC && data == null, "--ranges static needs --data to see them");
    requireShare("max-drop", maxDrop);
    requireShare("min-agreement", minAgreement);
  }

  private static void requireShare(String name, Double share) {
    if (share != null && !(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(name + ": expected 0 to 1, found " + share);
    }
  }

  private void refuse(boolean isNonsense, String reason) {
    if (isNonsense) {
      throw new ParameterException(spec.commandLine(), reason);
    }
  }

  private Rewriting linear(StageDirectory before, int width, DataDirectory read)
      throws IOException {
    Int8Support.of(cpuInfo()).warning().ifPresent(this::warn);
    boolean isStatic =
        ranges == null
            ? read != null && before.manifest().ngrams() != null
            : ranges == Ranges.STATIC;
    if (!isStatic) {
      warn("ranges of activations are measured in each call: answers vary a little with the batch");
    }
    Graph graph = new QuantizedStage(before).graph();
    Set<String> answering = adaptive ? Set.of() : LinearQuantization.answering(graph);
    Map<String, Range> observed =
        new LinearStage(before, width, engine)
            .observe(isStatic ? utterances(read) : List.of(), answering);
    WeightCode code = new WeightCode(width, affine, per == Sharing.TENSOR);
    return (changed, chosen) -> {
      Set<String> kept = new HashSet<>(LinearQuantization.weights(changed));
      kept.removeAll(chosen.keySet());
      return LinearQuantization.rewrite(changed, code, observed, kept);
    };
  }

  private Rewriting codes() {
    return new CodebookQuantization(
            CodebookQuantization.Method.valueOf(method.name()), per == Sharing.CHANNEL, seed)
        ::rewrite;
  }

  /** The same bits for all, but for the matrix that makes the logits. */
  private Chosen uniform(StageDirectory before, int width) throws IOException {
    Graph graph = new QuantizedStage(before).graph();
    Map<String, Integer> chosen = new LinkedHashMap<>();
    names(graph).forEach(name -> chosen.put(name, width));
    chosen.keySet().removeAll(LinearQuantization.answering(graph));
    return new Chosen(chosen, Map.of(), 0);
  }

  private Chosen adapted(StageDirectory before, DataDirectory read, Rewriting rewriting)
      throws IOException {
    List<String> texts = utterances(read);
    Answers answers = new Answers(engine, texts.subList(0, Math.min(PROBES, texts.size())));
    return new AdaptiveBits(
            method == QuantizationMethod.LINEAR
                ? List.of(QuantizationMethod.LINEAR.usual)
                : CHOICES,
            method.usual,
            answers::logits,
            quality(before, read.split(split)),
            this::warn)
        .choose(
            before,
            rewriting,
            names(new QuantizedStage(before).graph()),
            maxDrop != null ? maxDrop : 1 - minAgreement);
  }

  /** What may fall by a drop: accuracy, or the agreement with the stage as it was, which is 1. */
  private ToDoubleFunction<StageDirectory> quality(StageDirectory before, Split on) {
    Answers answers = new Answers(engine, on.texts());
    if (maxDrop != null) {
      return directory -> answers.accuracy(directory, on);
    }
    int[] exact = answers.topLabels(before);
    return directory -> Answers.agreement(exact, answers.topLabels(directory));
  }

  private List<String> names(Graph graph) {
    return method == QuantizationMethod.LINEAR
        ? LinearQuantization.weights(graph)
        : CodebookQuantization.weights(graph);
  }

  /** Bits and sensitivities stay with the stage, so that a report can show them. */
  private static void remember(StageDirectory after, Chosen chosen) throws IOException {
    Map<String, Double> measurements = new LinkedHashMap<>(after.manifest().measurements());
    chosen
        .sensitivity()
        .forEach(
            (name, nats) -> {
              measurements.put(StageManifest.SENSITIVITY + name, nats);
              measurements.put("bits:" + name, (double) chosen.bits().getOrDefault(name, 32));
            });
    StageDirectory.write(after.path(), after.manifest().measured(measurements));
  }

  /** What was measured goes into the new stage's manifest, too. */
  private QuantizationTable measured(
      StageDirectory before, StageDirectory after, Report report, DataDirectory read)
      throws IOException {
    SideBySide sides =
        read == null
            ? null
            : SideBySide.of(engine, before, after, read.split(split), ThreadTime.CPU_NANOS);
    if (sides != null) {
      StageDirectory.write(after.path(), after.manifest().measured(sides.measurements(split)));
    }
    return new QuantizationTable(report, BeforeAfter.of(before, after, sides, true));
  }

  private List<String> utterances(DataDirectory read) {
    List<String> texts = read.train().shuffledTexts(seed);
    return texts.subList(0, Math.min(observe, texts.size()));
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
