package io.millrace.compress.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Weights;
import io.millrace.model.text.NgramTokenizer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Words of like company come to have like rows. */
class PretrainingTest {
  private static final Architecture BAG = Architecture.parse("bag:embedding=16,buckets=500");

  @Test
  void wordsOfLikeCompanyBecomeAlike() {
    Pretraining pretraining = new Pretraining(16);
    SplittableRandom random = new SplittableRandom(5);
    String[][] company = {
      {"tea", "coffee", "drink", "hot", "cup"}, {"bus", "tram", "ride", "ticket", "stop"}
    };
    for (int i = 0; i < 4000; i++) {
      String[] words = company[i % 2];
      pretraining.add(
          "%s %s %s"
              .formatted(
                  words[random.nextInt(2)],
                  words[2 + random.nextInt(3)],
                  words[2 + random.nextInt(3)]));
    }
    Weights weights = BAG.initial(2, 1);

    pretraining.train(BAG, weights, 20, 1, done -> {});

    assertThat(cosine(weights, "tea", "coffee"))
        .isGreaterThan(cosine(weights, "tea", "tram") + 0.05);
  }

  @Test
  void refusesATextWithoutRepeatedWords() {
    Pretraining pretraining = new Pretraining(16);
    pretraining.add("once upon a time");

    assertThatThrownBy(() -> pretraining.train(BAG, BAG.initial(2, 1), 1, 1, done -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2 words that come 4 times");
  }

  private static double cosine(Weights weights, String one, String two) {
    double[] a = vector(weights, one);
    double[] b = vector(weights, two);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static double[] vector(Weights weights, String word) {
    int embedding = BAG.embedding();
    double[] vector = new double[embedding];
    for (int row : new NgramTokenizer(BAG.ngrams()).wordIds(word)) {
      for (int k = 0; k < embedding; k++) {
        vector[k] += weights.table().data()[row * embedding + k];
      }
    }
    return vector;
  }
}
