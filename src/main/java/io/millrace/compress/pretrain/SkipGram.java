package io.millrace.compress.pretrain;

import io.millrace.compress.arch.Architecture;
import io.millrace.model.bundle.FloatTensor;
import io.millrace.model.text.NgramTokenizer;
import java.util.SplittableRandom;

/**
 * Trains the embedding rows to foretell the words around each word.
 *
 * <p>{@code L = -log s(v . u(c)) - sum over negatives n of log s(-v . u(n))} for each word {@code
 * c} within a random window around a word whose vector {@code v} is the sum of its rows, {@code s}
 * the logistic function, negatives drawn by count to the power 0.75. A step moves {@code v} by
 * {@code rate * gradient}: each row takes an equal share.
 *
 * <p>Plain arithmetic on arrays: hundreds of thousands of words a second on one core, without the
 * engine. Not for sharing.
 *
 * <p>Source: Bojanowski et al., Enriching Word Vectors with Subword Information, TACL 2017, section
 * 3; Mikolov et al., Distributed Representations of Words and Phrases, NIPS 2013, sections 2.2,
 * 2.3.
 */
final class SkipGram {
  private static final int NEGATIVES = 5;
  private static final int WINDOW = 5;
  private static final double SUBSAMPLING = 3e-4;

  /** Beyond this the logistic function is 0 or 1 within 0.3 %. */
  private static final float SATURATION = 6;

  /** The logistic function in steps: its error stays below 0.001. */
  private static final int STEPS_PER_ONE = 128;

  private static final float[] LOGISTIC = logistic();

  private final Vocabulary vocabulary;
  private final int[][] rowsOf;
  private final float[] table;
  private final int embedding;
  private final float[] outputs;
  private final double[] keep;
  private final AliasTable negatives;
  private final SplittableRandom random;
  private final float[] vector;
  private final float[] gradient;

  SkipGram(Architecture architecture, FloatTensor table, Vocabulary vocabulary, long seed) {
    NgramTokenizer tokenizer = new NgramTokenizer(architecture.ngrams());
    this.vocabulary = vocabulary;
    this.rowsOf = vocabulary.words().stream().map(tokenizer::wordIds).toArray(int[][]::new);
    this.table = table.data();
    this.embedding = table.length(1);
    this.outputs = new float[vocabulary.size() * embedding];
    this.keep = keep(vocabulary);
    this.negatives = AliasTable.of(vocabulary.counts(), 0.75);
    this.random = new SplittableRandom(seed);
    this.vector = new float[embedding];
    this.gradient = new float[embedding];
  }

  /**
   * Learns from one line.
   *
   * @param line places of its words in the vocabulary
   * @param kept scratch of at least the same length
   */
  void learn(int[] line, int length, int[] kept, float rate) {
    int count = 0;
    for (int i = 0; i < length; i++) {
      if (keep[line[i]] >= 1 || random.nextDouble() < keep[line[i]]) {
        kept[count++] = line[i];
      }
    }
    for (int i = 0; i < count; i++) {
      int reach = 1 + random.nextInt(WINDOW);
      learnAround(kept, count, i, reach, rate);
    }
  }

  private void learnAround(int[] words, int count, int at, int reach, float rate) {
    int[] rows = rowsOf[words[at]];
    sum(rows);
    java.util.Arrays.fill(gradient, 0);
    for (int i = Math.max(0, at - reach); i <= Math.min(count - 1, at + reach); i++) {
      if (i == at) {
        continue;
      }
      pull(words[i], 1, rate);
      for (int n = 0; n < NEGATIVES; n++) {
        int negative = negatives.draw(random);
        if (negative != words[i]) {
          pull(negative, 0, rate);
        }
      }
    }
    for (int row : rows) {
      int start = row * embedding;
      for (int k = 0; k < embedding; k++) {
        table[start + k] += gradient[k] / rows.length;
      }
    }
  }

  private void sum(int[] rows) {
    java.util.Arrays.fill(vector, 0);
    for (int row : rows) {
      int start = row * embedding;
      for (int k = 0; k < embedding; k++) {
        vector[k] += table[start + k];
      }
    }
  }

  private void pull(int word, int target, float rate) {
    int start = word * embedding;
    float dot = dot(start);
    float probability = probability(dot);
    float move = rate * (target - probability);
    if (move == 0) {
      return;
    }
    for (int k = 0; k < embedding; k++) {
      gradient[k] += move * outputs[start + k];
      outputs[start + k] += move * vector[k];
    }
  }

  private static float probability(float dot) {
    if (dot >= SATURATION) {
      return 1;
    }
    return dot <= -SATURATION ? 0 : LOGISTIC[(int) ((dot + SATURATION) * STEPS_PER_ONE)];
  }

  private static float[] logistic() {
    float[] logistic = new float[(int) (2 * SATURATION * STEPS_PER_ONE) + 1];
    for (int i = 0; i < logistic.length; i++) {
      double x = (i + 0.5) / STEPS_PER_ONE - SATURATION;
      logistic[i] = (float) (1 / (1 + Math.exp(-x)));
    }
    return logistic;
  }

  /** Eight sums side by side: a single one would wait for each addition before it. */
  private float dot(int start) {
    float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
    int k = 0;
    for (; k + 8 <= embedding; k += 8) {
      a += vector[k] * outputs[start + k];
      b += vector[k + 1] * outputs[start + k + 1];
      c += vector[k + 2] * outputs[start + k + 2];
      d += vector[k + 3] * outputs[start + k + 3];
      e += vector[k + 4] * outputs[start + k + 4];
      f += vector[k + 5] * outputs[start + k + 5];
      g += vector[k + 6] * outputs[start + k + 6];
      h += vector[k + 7] * outputs[start + k + 7];
    }
    for (; k < embedding; k++) {
      a += vector[k] * outputs[start + k];
    }
    return a + b + c + d + e + f + g + h;
  }

  /** Frequent words are left out more often (Mikolov et al., equation 5, in word2vec's form). */
  private static double[] keep(Vocabulary vocabulary) {
    double total = 0;
    for (long count : vocabulary.counts()) {
      total += count;
    }
    double[] keep = new double[vocabulary.size()];
    for (int i = 0; i < keep.length; i++) {
      double ratio = SUBSAMPLING * total / vocabulary.counts()[i];
      keep[i] = Math.sqrt(ratio) + ratio;
    }
    return keep;
  }
}
