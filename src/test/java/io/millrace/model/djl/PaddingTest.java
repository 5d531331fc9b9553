package io.millrace.model.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.text.TokenIds;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Utterances of different lengths in one batch. */
class PaddingTest {
  private static final List<TokenIds> BATCH =
      List.of(new TokenIds(new int[] {5, 6, 7, 8, 9, 0}, 2, 3), new TokenIds(new int[] {4}, 1, 1));

  @Test
  void laysIdsIntoARectangle() {
    assertThat(ints(Padding.ids(BATCH, 2, 3))).containsExactly(5, 6, 7, 8, 9, 0, 4, 0, 0, 0, 0, 0);
  }

  @Test
  void partsFirstIdsFromOthers() {
    assertThat(ints(Padding.words(BATCH, 2))).containsExactly(5, 8, 4, 0);
    Padding.Grams grams = Padding.grams(BATCH);
    assertThat(ints(grams.ids())).containsExactly(6, 7, 9);
    assertThat(longs(grams.places())).containsExactly(0, 0, 0, 0, 0, 1);
  }

  @Test
  void sendsPaddingWhereThereAreNoOthers() {
    Padding.Grams grams = Padding.grams(BATCH.subList(1, 2));

    assertThat(ints(grams.ids())).containsExactly(0);
    assertThat(longs(grams.places())).containsExactly(0, 0);
  }

  @Test
  void marksWhatIsNoPadding() {
    List<TokenIds> pieces =
        List.of(new TokenIds(new int[] {7}, 1, 1), new TokenIds(new int[] {8, 9}, 2, 1));

    assertThat(longs(Padding.longIds(pieces, 2))).containsExactly(7, 0, 8, 9);
    assertThat(longs(Padding.mask(pieces, 2))).containsExactly(1, 0, 1, 1);
    assertThat(longs(Padding.types(pieces, 2))).containsExactly(0, 0, 0, 0);
  }

  @Test
  void leavesNothingOfTheBatchBefore() {
    Padding.words(
        List.of(new TokenIds(IntStream.rangeClosed(1, 10_000).toArray(), 10_000, 1)), 10_000);

    assertThat(ints(Padding.words(BATCH, 3))).containsExactly(5, 8, 0, 4, 0, 0);
  }

  private static int[] ints(IntBuffer buffer) {
    int[] values = new int[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static long[] longs(LongBuffer buffer) {
    long[] values = new long[buffer.remaining()];
    buffer.get(values);
    return values;
  }
}
