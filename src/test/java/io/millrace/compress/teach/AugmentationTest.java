package io.millrace.compress.teach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is left of masked texts, and what mixed ones are made of. */
class AugmentationTest {
  private static final String TEN = "a b c d e f g h i j";

  @Test
  void masksTheWantedShareOfWords() {
    List<String> texts =
        new Augmentation(0.3, 0).texts(Collections.nCopies(1000, TEN), new SplittableRandom(1));

    double words = texts.stream().mapToInt(text -> text.split(" ").length).average().orElseThrow();
    // 10,000 words at 0.3: a standard deviation of 0.05 words a text; five of them.
    assertThat(words).isCloseTo(7, within(0.25));
    assertThat(texts).hasSize(1000).allMatch(text -> isPartOf(text, TEN) && !text.equals(TEN));
  }

  @Test
  void leavesAtLeastOneWord() {
    List<String> texts =
        new Augmentation(0.9, 0).texts(List.of("hello", "a b"), new SplittableRandom(1));

    assertThat(texts).hasSize(2).doesNotContain("").startsWith("hello");
  }

  @Test
  void mixesTheFirstWordsOfOneAndTheLastOfAnother() {
    List<String> utterances = List.of("one two three", "four five");

    List<String> texts = new Augmentation(0, 10).texts(utterances, new SplittableRandom(2));

    assertThat(texts)
        .hasSize(20)
        .contains("four two three")
        .allMatch(text -> text.startsWith("one") || text.startsWith("four"))
        .allMatch(text -> text.endsWith("three") || text.endsWith("five"));
  }

  @Test
  void givesTheSameForTheSameSeed() {
    Augmentation both = new Augmentation(0.5, 0.5);
    List<String> utterances = List.of(TEN, "k l m n");

    assertThat(both.texts(utterances, new SplittableRandom(3)))
        .isEqualTo(both.texts(utterances, new SplittableRandom(3)));
  }

  @Test
  void refusesSharesOutOfRange() {
    assertThatThrownBy(() -> new Augmentation(1, 0)).hasMessageContaining("mask-words");
    assertThatThrownBy(() -> new Augmentation(0, -1)).hasMessageContaining("mix");
  }

  private static boolean isPartOf(String text, String whole) {
    int from = 0;
    for (String word : text.split(" ")) {
      from = whole.indexOf(word, from) + 1;
      if (from == 0) {
        return false;
      }
    }
    return true;
  }
}
