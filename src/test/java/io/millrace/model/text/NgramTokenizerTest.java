package io.millrace.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What hashed n-grams make of words. */
class NgramTokenizerTest {
  private static final NgramSettings SETTINGS = new NgramSettings(1000, 3, 4, 5, 8);
  private final NgramTokenizer tokenizer = new NgramTokenizer(SETTINGS);

  @Test
  void givesAWordItsOwnRowAndThoseOfItsGrams() {
    // <cat>: the word, <ca cat at>, <cat cat>
    assertThat(tokenizer.wordIds("cat")).hasSize(6).doesNotContain(0);
  }

  @Test
  void padsShorterWordsWithZero() {
    TokenIds ids = tokenizer.encode("a cat");

    assertThat(ids.length()).isEqualTo(2);
    assertThat(ids.width()).isEqualTo(6);
    // <a>: the word and <a>
    assertThat(Arrays.copyOf(ids.ids(), 6)).startsWith(tokenizer.wordIds("a")).endsWith(0, 0, 0, 0);
  }

  @Test
  void cutsLongWordsAndLongUtterances() {
    TokenIds ids = tokenizer.encode("one two three four five six");

    assertThat(ids.length()).isEqualTo(5);
    assertThat(tokenizer.wordIds("incomprehensibilities")).hasSize(8);
  }

  @Test
  void foldsCaseAccentsApostrophesAndPunctuation() {
    assertThat(tokenizer.encode("What’s  the CAFÉ's bill?\u0000").ids())
        .isEqualTo(tokenizer.encode("whats the cafes bill").ids());
  }

  @Test
  void keepsSymbolsAsWords() {
    assertThat(Words.of("$20, 5%", 9)).containsExactly("$", "20", "5", "%");
  }

  @Test
  void encodesATextWithoutWordsAsPadding() {
    assertThat(tokenizer.encode(" \t?!").ids()).containsExactly(0);
  }

  @Test
  void givesFinishedWordsOneRowBehindTheHashedOnes() {
    NgramTokenizer finished = new NgramTokenizer(SETTINGS, List.of("cat", "dog"));

    assertThat(finished.encode("Dog, cat!").ids()).containsExactly(1001, 1000);
    assertThat(finished.wordIds("cats")).isEqualTo(tokenizer.wordIds("cats"));
  }

  @Test
  void makesNoGarbageButTheIds() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    String text = "one caf\u00e9, two \u4e2d " + "x".repeat(300);
    tokenizer.encode(text);
    long before = threads.getCurrentThreadAllocatedBytes();

    for (int i = 0; i < 1_000; i++) {
      tokenizer.encode(text);
    }

    // Five words of 8 ids in 4 bytes, two headers; what else it made would come on top.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000 * (160 + 64));
  }
}
