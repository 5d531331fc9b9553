package io.millrace.cli;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.graph.Value;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.InferenceException;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code import}: somebody else's classifier as a stage. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a stage of a text classifier in ONNX.",
      "The model is as the usual Hugging Face exporters write it: inputs input_ids, attention_mask "
          + "and perhaps token_type_ids [batch, length], int64; output logits [batch, labels]. "
          + "It is asked before it is taken."
    })
final class ImportCommand implements Callable<Integer> {
  private static final Set<String> REQUIRED = Set.of("input_ids", "attention_mask");
  private static final Set<String> KNOWN = Set.of("input_ids", "attention_mask", "token_type_ids");

  @Spec private CommandSpec spec;

  @Option(names = "--onnx", required = true, paramLabel = "FILE", description = "The model")
  private Path onnx;

  @Option(
      names = "--tokenizer",
      required = true,
      paramLabel = "FILE",
      description = "Its tokenizer.json")
  private Path tokenizer;

  @Option(
      names = "--labels",
      required = true,
      paramLabel = "FILE",
      description = "A label a line, in the order of the logits; oos means out of scope")
  private Path labels;

  @Option(
      names = "--max-tokens",
      converter = CountConverter.class,
      paramLabel = "N",
      defaultValue = "128",
      description = "Longer utterances are truncated to so many (default: ${DEFAULT-VALUE})")
  private int maxTokens;

  @Option(
      names = "--as-is",
      description = "Takes the model byte for byte; else it is rewritten in fewer nodes")
  private boolean isAsIs;

  @Option(names = "--licence", paramLabel = "TEXT", description = "Licence of the model")
  private String licence;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "STAGE",
      description = "Stage directory to write; an older stage there is replaced")
  private Path out;

  @Override
  public Integer call() throws IOException {
    List<String> names = inputs(OnnxFile.signature(onnx).inputs());
    List<String> read = labels();
    TokenizerVocabulary.read(tokenizer).requireRows(tokenizer, onnx);
    Placing.stage(
        out,
        aside -> {
          Files.copy(onnx, aside.resolve(StageDirectory.MODEL));
          Files.copy(tokenizer, aside.resolve(StageDirectory.TOKENIZER));
          StageDirectory.write(aside, manifest(names, read));
          ask(aside);
        });
    PrintWriter to = spec.commandLine().getOut();
    to.printf("%d labels, inputs %s, at most %d tokens%n", read.size(), names, maxTokens);
    to.printf("wrote %s%n", out);
    to.flush();
    return 0;
  }

  private List<String> inputs(List<Value> inputs) {
    List<String> names = inputs.stream().map(Value::name).toList();
    if (!names.containsAll(REQUIRED) || !KNOWN.containsAll(names)) {
      throw new InvalidBundleException(
          "%s: inputs: expected input_ids, attention_mask and perhaps token_type_ids, found %s"
              .formatted(onnx, names));
    }
    for (Value input : inputs) {
      if (input.type() != ElementType.INT64) {
        throw new InvalidBundleException(
            "%s: input %s: expected INT64, found %s".formatted(onnx, input.name(), input.type()));
      }
      requireAnySize(input);
    }
    return names;
  }

  /** Batches and utterances are of any size; only an export with dynamic axes takes them. */
  private void requireAnySize(Value input) {
    boolean isFixed = input.dims().stream().anyMatch(dim -> dim.matches("\\d+"));
    if (input.dims().size() != 2 || isFixed) {
      throw new InvalidBundleException(
          "%s: input %s: expected [batch, length] of any size, found %s"
              .formatted(onnx, input.name(), input.dims().isEmpty() ? "no shape" : input.dims()));
    }
  }

  private List<String> labels() throws IOException {
    List<String> lines = Files.readAllLines(labels).stream().map(String::strip).toList();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isEmpty() || !seen.add(lines.get(i))) {
        throw new InvalidBundleException(
            "%s:%d: expected a label that no other line holds, found '%s'"
                .formatted(labels, i + 1, lines.get(i)));
      }
    }
    if (lines.size() < 2) {
      throw new InvalidBundleException(
          "%s: expected at least 2 labels, found %d".formatted(labels, lines.size()));
    }
    return lines;
  }

  private StageManifest manifest(List<String> inputs, List<String> read) {
    return new StageManifest(
        StageManifest.FORMAT_VERSION,
        CommandText.name(out),
        "onnx",
        read,
        inputs,
        maxTokens,
        null,
        new StageManifest.Provenance(List.of(CommandText.typed(spec)), 0, null, null, licence),
        Map.of(),
        Map.of());
  }

  /** Asks for short utterances and for the longest: a model may have fewer places than tokens. */
  private void ask(Path aside) throws IOException {
    OnnxEngine engine = new OnnxEngine();
    StageDirectory stage = StageDirectory.read(aside);
    try (Tokenizer encoder = engine.tokenizer(stage);
        Classifier classifier = engine.classifier(stage)) {
      List<TokenIds> probes =
          Stream.of("hello ".repeat(maxTokens), "hello", "how much is it to see the 2nd one?")
              .map(encoder::encode)
              .toList();
      classifier.logits(probes);
      if (!isAsIs) {
        new Simplified(engine, probes, spec.commandLine().getOut()).rewrite(stage);
      }
    } catch (InvalidBundleException e) {
      throw new InvalidBundleException(byUsersNames(e.getMessage(), aside), e);
    } catch (InferenceException e) {
      throw new InvalidBundleException(
          "%s: fails on %d tokens; give it fewer with --max-tokens: %s"
              .formatted(onnx, maxTokens, e.getMessage().lines().findFirst().orElse("")),
          e);
    }
  }

  /** The user knows the files by the places they came from. */
  private String byUsersNames(String message, Path aside) {
    return message
        .replace(aside.resolve(StageDirectory.MODEL).toString(), onnx.toString())
        .replace(aside.resolve(StageDirectory.TOKENIZER).toString(), tokenizer.toString())
        .replace(aside.resolve(StageDirectory.MANIFEST).toString(), labels.toString())
        .replace("stage.json has", labels + " has");
  }
}
