package io.millrace.model.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.text.TokenIds;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Utterances of different lengths in one batch. */
class PaddingTest {
  private static final List<TokenIds> BATCH =
      List.of(new TokenIds(new int[] {5, 6, 7, 8, 9, 0}, 2, 3), new TokenIds(new int[] {4}, 1, 1));

  @Test
  void laysIdsIntoARectangle() {
    assertThat(Padding.ids(BATCH, 2, 3)).containsExactly(5, 6, 7, 8, 9, 0, 4, 0, 0, 0, 0, 0);
  }

  @Test
  void partsFirstIdsFromOthers() {
    assertThat(Padding.words(BATCH, 2)).containsExactly(5, 8, 4, 0);
    Padding.Grams grams = Padding.grams(BATCH);
    assertThat(grams.ids()).containsExactly(6, 7, 9);
    assertThat(grams.places()).containsExactly(0, 0, 0, 0, 0, 1);
  }

  @Test
  void sendsPaddingWhereThereAreNoOthers() {
    Padding.Grams grams = Padding.grams(BATCH.subList(1, 2));

    assertThat(grams.ids()).containsExactly(0);
    assertThat(grams.places()).containsExactly(0, 0);
  }
}
