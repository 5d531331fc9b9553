package io.millrace.compress.train;

import io.millrace.model.infer.Classifier;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Asks a teacher for its logits.
 *
 * <p>Confined to one thread.
 */
final class Teacher {
  private static final int BATCH = 64;

  private final Classifier classifier;
  private final Tokenizer tokenizer;

  Teacher(Classifier classifier, Tokenizer tokenizer) {
    this.classifier = classifier;
    this.tokenizer = tokenizer;
  }

  /**
   * Logits of each text as float16 bits, in the order of the texts. Half the bytes of float32, and
   * far finer than what a student can learn.
   */
  List<short[]> logits(List<String> texts) {
    List<TokenIds> encoded = texts.stream().map(tokenizer::encode).toList();
    List<Integer> byLength =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> encoded.get(i).length()))
            .toList();
    short[][] logits = new short[texts.size()][];
    for (List<Integer> batch : Batches.inOrder(byLength, BATCH)) {
      float[][] rows = classifier.logits(batch.stream().map(encoded::get).toList());
      for (int i = 0; i < rows.length; i++) {
        logits[batch.get(i)] = halves(rows[i]);
      }
    }
    return List.of(logits);
  }

  private static short[] halves(float[] values) {
    short[] halves = new short[values.length];
    for (int k = 0; k < values.length; k++) {
      halves[k] = Float.floatToFloat16(values[k]);
    }
    return halves;
  }
}
