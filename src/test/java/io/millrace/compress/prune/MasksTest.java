package io.millrace.compress.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.bundle.FloatTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thresholds from the wanted sparsity. */
class MasksTest {
  private static Map<String, FloatTensor> tensors() {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    tensors.put("small", new FloatTensor(new long[] {2, 2}, new float[] {.1f, -.2f, .3f, -.4f}));
    tensors.put("large", new FloatTensor(new long[] {4}, new float[] {1, -2, 3, -4}));
    return tensors;
  }

  @Test
  void zeroesTheLeastOfAll() {
    Map<String, FloatTensor> tensors = tensors();

    Masks.of(tensors, Importance.MAGNITUDE, 0.5, Scope.GLOBAL).apply(tensors);

    assertThat(tensors.get("small").data()).containsOnly(0);
    assertThat(tensors.get("large").data()).containsExactly(1, -2, 3, -4);
  }

  @Test
  void zeroesTheLeastOfEach() {
    Map<String, FloatTensor> tensors = tensors();

    Masks.of(tensors, Importance.MAGNITUDE, 0.5, Scope.TENSOR).apply(tensors);

    assertThat(tensors.get("small").data()).containsExactly(0, 0, .3f, -.4f);
    assertThat(tensors.get("large").data()).containsExactly(0, 0, 3, -4);
  }

  @Test
  void keepsAllAtZero() {
    Masks masks = Masks.of(tensors(), Importance.MAGNITUDE, 0, Scope.GLOBAL);

    assertThat(masks.kept().get("small")).containsOnly(true);
    assertThat(masks.sparsity()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.25, 1.0 / 3, 0.5, 0.77, 0.9, 0.999})
  void shareIsExactWhateverTheTies(double sparsity) {
    // Given few values, so that most scores are equal.
    Random random = new Random(7);
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (int size : new int[] {1, 10, 1000, 331}) {
      float[] numbers = new float[size];
      for (int i = 0; i < size; i++) {
        numbers[i] = random.nextInt(-3, 4);
      }
      tensors.put("of " + size, new FloatTensor(new long[] {size}, numbers));
    }

    for (Scope scope : Scope.values()) {
      Masks masks = Masks.of(tensors, Importance.MAGNITUDE, sparsity, scope);

      long gone = 0;
      for (Map.Entry<String, boolean[]> entry : masks.kept().entrySet()) {
        long here = 0;
        for (boolean isKept : entry.getValue()) {
          here += isKept ? 0 : 1;
        }
        if (scope == Scope.TENSOR) {
          assertThat(here).isEqualTo(Math.round(sparsity * entry.getValue().length));
        }
        gone += here;
      }
      assertThat(masks.sparsity()).isEqualTo(gone / 1342.0);
      if (scope == Scope.GLOBAL) {
        assertThat(gone).isEqualTo(Math.round(sparsity * 1342));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
  void refusesASparsityOutOfRange(double sparsity) {
    assertThatThrownBy(() -> Masks.of(tensors(), Importance.MAGNITUDE, sparsity, Scope.GLOBAL))
        .hasMessage("sparsity: expected at least 0 and less than 1, found " + sparsity);
  }

  @Test
  void refusesScoresThatCannotBeCompared() {
    Importance broken = (name, tensor) -> new float[] {1, 1, Float.NaN, 1};

    assertThatThrownBy(() -> Masks.of(tensors(), broken, 0.5, Scope.GLOBAL))
        .hasMessage(
            "tensor small: expected scores that are finite and not negative, found NaN at 2");
  }
}
