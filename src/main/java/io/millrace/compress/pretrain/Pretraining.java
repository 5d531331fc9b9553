package io.millrace.compress.pretrain;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.data.TextLines;
import io.millrace.model.text.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleConsumer;

/**
 * Gives the embedding rows of an architecture a meaning before it sees a label: words that stand
 * among like words come to have like sums of rows.
 *
 * <p>The text is held as a number a word, four bytes each. Not for sharing.
 */
public final class Pretraining {
  /** Rarer words are left out of the text: their company says too little. */
  private static final int LEAST_COUNT = 4;

  private static final int MOST_WORDS = 60_000;
  private static final float RATE = 0.05f;

  /** Progress is told this many times in all. */
  private static final int REPORTS = 20;

  private final List<int[]> lines = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final List<String> words = new ArrayList<>();
  private long[] counts = new long[1024];
  private final int maxWords;

  /**
   * @param maxWords longer lines are truncated to so many words
   */
  public Pretraining(int maxWords) {
    this.maxWords = maxWords;
  }

  /**
   * Adds the lines of a file.
   *
   * @throws io.millrace.compress.data.InvalidDataException if it cannot be read
   */
  public void read(Path file) {
    TextLines.forEach(file, (number, line) -> add(line));
  }

  /** Adds one line. */
  public void add(String line) {
    List<String> found = Words.of(line, maxWords);
    int[] numbers = new int[found.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = places.computeIfAbsent(found.get(i), this::number);
      counts[numbers[i]]++;
    }
    lines.add(numbers);
  }

  /**
   * Trains the table.
   *
   * @param weights fresh ones; only the table is moved
   * @param progress told the share that is done, 0..1
   * @throws IllegalArgumentException if the text has fewer than two words that come often enough
   */
  public void train(
      Architecture architecture, Weights weights, int epochs, long seed, DoubleConsumer progress) {
    Vocabulary vocabulary = vocabulary();
    int[][] text = shuffled(vocabulary, seed);
    shrink(weights.table().data(), architecture.embedding());
    SkipGram skipGram = new SkipGram(architecture, weights.table(), vocabulary, seed);
    int[] kept = new int[maxWords];
    long total = (long) epochs * text.length;
    for (long i = 0; i < total; i++) {
      int[] line = text[(int) (i % text.length)];
      float rate = RATE * Math.max(0.001f, 1 - (float) i / total);
      skipGram.learn(line, line.length, kept, rate);
      if ((i + 1) * REPORTS / total > i * REPORTS / total) {
        progress.accept((double) (i + 1) / total);
      }
    }
  }

  private int number(String word) {
    words.add(word);
    if (words.size() > counts.length) {
      counts = Arrays.copyOf(counts, 2 * counts.length);
    }
    return words.size() - 1;
  }

  private Vocabulary vocabulary() {
    Map<String, Long> countOf = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      countOf.put(words.get(i), counts[i]);
    }
    Vocabulary vocabulary = Vocabulary.of(countOf, LEAST_COUNT, MOST_WORDS);
    if (vocabulary.size() < 2) {
      throw new IllegalArgumentException(
          "Text: expected at least 2 words that come %d times or more, found %d"
              .formatted(LEAST_COUNT, vocabulary.size()));
    }
    return vocabulary;
  }

  /** The lines with words as places in the vocabulary, others left out. */
  private int[][] shuffled(Vocabulary vocabulary, long seed) {
    int[] placeOf = new int[words.size()];
    for (int i = 0; i < placeOf.length; i++) {
      placeOf[i] = vocabulary.places().getOrDefault(words.get(i), -1);
    }
    int[][] text = new int[lines.size()][];
    for (int i = 0; i < text.length; i++) {
      text[i] = Arrays.stream(lines.get(i)).map(n -> placeOf[n]).filter(n -> n >= 0).toArray();
    }
    java.util.Collections.shuffle(Arrays.asList(text), new Random(seed));
    return text;
  }

  /** Skip-gram starts from rows far smaller than a classifier does (word2vec: 0.5 / size). */
  private static void shrink(float[] table, int embedding) {
    for (int i = 0; i < table.length; i++) {
      table[i] /= embedding;
    }
  }
}
