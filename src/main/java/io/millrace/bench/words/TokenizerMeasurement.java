package io.millrace.bench.words;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import io.millrace.bench.Measurement;
import io.millrace.bench.ResultsFiles;
import io.millrace.bench.Table;
import io.millrace.bench.service.Utterances;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.PieceTokenizer;
import io.millrace.model.djl.StageTokenizers;
import io.millrace.model.text.NgramSettings;
import io.millrace.model.text.NgramTokenizer;
import io.millrace.model.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Word pieces of our own, hashed n-grams, and the reference tokenizer behind JNI, on one thread.
 *
 * <p>Rounds of all three take turns; each figure is the median of the rounds.
 */
public final class TokenizerMeasurement implements Measurement {
  private static final int ROUNDS = 9;
  private static final int MAX_TOKENS = 128;
  private static final int TOKENIZERS = 3;
  private static final NgramSettings NGRAMS = new NgramSettings(24_000, 3, 3, 32, 7);

  @Override
  public String name() {
    return "tokenizers";
  }

  @Override
  public String question() {
    return "How long does a text take to become token ids: by JNI, by our word pieces, hashed?";
  }

  @Override
  public Findings measure(BenchSettings settings) throws Exception {
    List<String> texts = Utterances.of(settings);
    Path folder = Files.createTempDirectory("millrace-tokenizers");
    Path made = folder.resolve(StageDirectory.TOKENIZER);
    try (BundleDirectory bundle = BundleDirectory.read(settings.bundle())) {
      MadeTokenizer.write(made, texts);
      Path file = ofBundle(bundle).orElse(made);
      try (Tokenizer reference = PieceTokenizer.load(file, MAX_TOKENS);
          Tokenizer ours = StageTokenizers.ofPieces(file, MAX_TOKENS)) {
        return compare(texts, settings, List.of(reference, ours, ngrams(bundle)));
      }
    } finally {
      Files.deleteIfExists(made);
      Files.delete(folder);
    }
  }

  private static Findings compare(
      List<String> texts, BenchSettings settings, List<Tokenizer> tokenizers) {
    long budgetNanos = settings.perMeasurement().toNanos() / (ROUNDS + TOKENIZERS);
    for (Tokenizer tokenizer : tokenizers) {
      nanosPerText(tokenizer, texts, budgetNanos);
    }
    double[][] nanos = new double[tokenizers.size()][ROUNDS];
    List<List<String>> rows = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(round + 1)));
      for (int i = 0; i < nanos.length; i++) {
        nanos[i][round] = nanosPerText(tokenizers.get(i), texts, budgetNanos / TOKENIZERS);
        row.add(ResultsFiles.number(nanos[i][round] / 1_000));
      }
      rows.add(row);
    }
    TreeMap<String, Double> figures = new TreeMap<>();
    figures.put("jni_us", Findings.median(nanos[0]) / 1_000);
    figures.put("wordpiece_us", Findings.median(nanos[1]) / 1_000);
    figures.put("hasher_us", Findings.median(nanos[2]) / 1_000);
    figures.put("wordpiece_vs_jni", Findings.median(ratios(nanos[0], nanos[1])));
    figures.put("hasher_vs_jni", Findings.median(ratios(nanos[0], nanos[2])));
    figures.put("wordpiece_other_ids", (double) differing(texts, tokenizers));
    Table table =
        new Table(
            "Time of a text, %,d texts, round by round".formatted(texts.size()),
            List.of("round", "JNI, µs", "word pieces, µs", "hashed n-grams, µs"),
            rows);
    return new Findings(figures, List.of(table));
  }

  private static long differing(List<String> texts, List<Tokenizer> tokenizers) {
    return texts.stream()
        .filter(
            text ->
                !Arrays.equals(
                    tokenizers.get(0).encode(text).ids(), tokenizers.get(1).encode(text).ids()))
        .count();
  }

  /** All texts again and again until the time is over. */
  private static double nanosPerText(Tokenizer tokenizer, List<String> texts, long nanos) {
    long start = System.nanoTime();
    long asked = 0;
    long tokens = 0;
    long taken;
    do {
      for (String text : texts) {
        tokens += tokenizer.encode(text).length();
      }
      asked += texts.size();
      taken = System.nanoTime() - start;
    } while (taken < nanos);
    if (tokens < asked) {
      throw new IllegalStateException("Bug: an utterance has no tokens");
    }
    return (double) taken / asked;
  }

  private static Optional<Path> ofBundle(BundleDirectory bundle) {
    return bundle.stages().stream()
        .map(stage -> stage.path().resolve(StageDirectory.TOKENIZER))
        .filter(Files::exists)
        .findFirst();
  }

  private static Tokenizer ngrams(BundleDirectory bundle) {
    return bundle.stages().stream()
        .filter(stage -> stage.manifest().ngrams() != null)
        .findFirst()
        .map(StageTokenizers::of)
        .orElseGet(() -> new NgramTokenizer(NGRAMS));
  }

  private static double[] ratios(double[] nanos, double[] byNanos) {
    double[] ratios = new double[nanos.length];
    Arrays.setAll(ratios, i -> nanos[i] / byNanos[i]);
    return ratios;
  }
}
