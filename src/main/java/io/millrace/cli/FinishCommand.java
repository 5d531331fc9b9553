package io.millrace.cli;

import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.Split;
import io.millrace.compress.data.TextLines;
import io.millrace.compress.data.WordCounts;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.measure.SideBySide;
import io.millrace.compress.rewrite.FinishedWords;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.text.NgramTokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code finish}: frequent words looked up whole. */
@Command(
    name = "finish",
    mixinStandardHelpOptions = true,
    description = {
      "Gives a hashed n-gram stage rows for its most frequent words and writes it as another stage.",
      "A frequent word is then one lookup in the place of one a character n-gram: the same answers "
          + "in less time, for some bytes. Quantize afterwards; a finished stage cannot be trained further."
    })
final class FinishCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--stage", required = true, paramLabel = "STAGE", description = "Stage to change")
  private Path stage;

  @Option(
      names = "--words",
      converter = CountConverter.class,
      defaultValue = "8000",
      paramLabel = "N",
      description = "At most so many words (default: ${DEFAULT-VALUE})")
  private int words;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Data directory: words are counted on its training split, compared on valid")
  private Path data;

  @Option(
      names = "--text",
      paramLabel = "FILE",
      description = "Lines of text, plain or .xz, to count words in, too")
  private List<Path> texts = List.of();

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
    if (before.manifest().ngrams() == null || !before.words().isEmpty()) {
      throw new IllegalArgumentException(
          stage
              + ": expected a stage of hashed n-grams"
              + (before.words().isEmpty() ? "" : " whose words are not finished yet"));
    }
    DataDirectory read = DataDirectory.read(data);
    List<String> frequent = frequent(read.train(), before.manifest().maxTokens());
    Map<String, Object> figures = new LinkedHashMap<>();
    Placing.stage(
        out,
        aside -> {
          StageDirectory after = write(before, frequent, aside);
          figures.put("words", frequent.size());
          SideBySide sides =
              SideBySide.of(new OnnxEngine(), before, after, read.valid(), ThreadTime.CPU_NANOS);
          BeforeAfter change = BeforeAfter.of(before, after, sides, false);
          change.addBytes(figures);
          change.addSides(figures);
        });
    print(figures);
    json.write(figures);
    return 0;
  }

  private List<String> frequent(Split train, int maxTokens) {
    WordCounts counted = new WordCounts(maxTokens);
    train.texts().forEach(counted::add);
    texts.forEach(file -> TextLines.forEach(file, (number, line) -> counted.add(line)));
    return WordCounts.mostFrequent(counted.counts(), 1, words);
  }

  private StageDirectory write(StageDirectory before, List<String> frequent, Path aside)
      throws IOException {
    StageManifest old = before.manifest();
    Graph graph = OnnxFile.load(before.model());
    try {
      FinishedWords.rewrite(
          graph, old.ngrams().buckets(), new NgramTokenizer(old.ngrams()), frequent);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(before.model() + ": " + e.getMessage(), e);
    }
    OnnxFile.save(graph, aside.resolve(StageDirectory.MODEL));
    Files.write(aside.resolve(StageDirectory.WORDS), frequent);
    return StageDirectory.write(
        aside,
        old.like(
            CommandText.name(out),
            old.labels(),
            CommandText.provenance(spec, old.provenance().seed(), before)));
  }

  private void print(Map<String, Object> figures) {
    PrintWriter screen = spec.commandLine().getOut();
    figures.forEach((name, value) -> screen.printf(Locale.ROOT, "%-24s %12s%n", name, text(value)));
    screen.flush();
  }

  private static String text(Object value) {
    return value instanceof Double number ? "%.4f".formatted(number) : value.toString();
  }
}
