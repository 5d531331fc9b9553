package io.millrace.compress.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Emission;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.graph.OnnxSession;
import io.millrace.compress.prune.TrainedPruning.Pruned;
import io.millrace.model.bundle.FloatTensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own architectures made smaller: sizes, tensors and graph agree, what stays is the same. */
class TrainedPruningTest {
  private static final int LABELS = 5;
  private static final Map<String, Object> INPUTS =
      new TreeMap<>(
          Map.of(
              "words", new int[][] {{5, 7, 9}, {3, 8, 0}},
              "grams", new int[] {11, 12, 13},
              "places", new long[][] {{0, 0}, {0, 2}, {1, 1}}));

  @TempDir private Path directory;

  private static Weights weights(Architecture architecture) {
    Weights weights = architecture.initial(LABELS, 3);
    Random random = new Random(5);
    for (FloatTensor tensor : weights.others().values()) {
      for (int i = 0; i < tensor.data().length; i++) {
        tensor.data()[i] += (float) random.nextGaussian(0, 0.1);
      }
    }
    return weights;
  }

  /** Zero, in the original, whatever reads or holds a unit that goes. */
  private static void zero(Weights weights, UnitGroup group, boolean[] kept) {
    for (Slot slot : group.slots()) {
      FloatTensor tensor = weights.tensors().get(slot.tensor());
      boolean[] places = slot.kept(tensor.length(slot.axis()), group.units(), kept);
      int inner = 1;
      for (int axis = slot.axis() + 1; axis < tensor.shape().length; axis++) {
        inner *= tensor.length(axis);
      }
      for (int i = 0; i < tensor.data().length; i++) {
        tensor.data()[i] = places[i / inner % places.length] ? tensor.data()[i] : 0;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bag:embedding=8,buckets=50",
        "conv:embedding=8,channels=6,widths=1-3,buckets=50",
        "sep:embedding=8,channels=6,depth=3,buckets=50",
        "transformer:embedding=16,depth=2,heads=4,hidden=10,buckets=50",
        "transformer:embedding=12,depth=1,heads=2,head=3,hidden=6,norm=post,pool=cls,buckets=50"
      })
  void keepsTheFunctionOfWhatStays(String spec) throws Exception {
    Architecture architecture = Architecture.parse(spec);
    Weights weights = weights(architecture);
    TrainedPruning pruning = new TrainedPruning(architecture, weights);

    Pruned pruned = pruning.remove(Importance.MAGNITUDE, 0.5, Set.of(UnitKind.values()));

    Weights zeroed = weights.copy();
    for (UnitGroup group : pruning.groups()) {
      zero(zeroed, group, group.kept(weights.tensors()::get, Importance.MAGNITUDE, 0.5));
    }
    Path file = directory.resolve("model.onnx");
    float[] expected =
        OnnxSession.run(Emission.graph(architecture, zeroed), file, new TreeMap<>(INPUTS));
    float[] found =
        OnnxSession.run(
            Emission.graph(pruned.architecture(), pruned.weights()), file, new TreeMap<>(INPUTS));
    // Leaving zeros out of a sum changes its order at most.
    assertThat(found).containsExactly(expected, Offset.offset(1e-5f));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv:embedding=8,channels=6,widths=1-3,buckets=50",
        "sep:embedding=8,channels=6,depth=3,buckets=50",
        "transformer:embedding=16,depth=2,heads=4,hidden=10,buckets=50"
      })
  void tensorsHaveTheShapesOfTheSmallerArchitecture(String spec) {
    Architecture architecture = Architecture.parse(spec);

    Pruned pruned =
        new TrainedPruning(architecture, weights(architecture))
            .remove(Importance.MAGNITUDE, 0.5, Set.of(UnitKind.values()));

    Weights fresh = pruned.architecture().initial(LABELS, 1);
    Architecture read = Architecture.parse(pruned.architecture().spec());
    assertThat(read).isEqualTo(pruned.architecture()).isNotEqualTo(architecture);
    assertThat(pruned.weights().tensors().keySet()).isEqualTo(fresh.tensors().keySet());
    fresh
        .tensors()
        .forEach(
            (name, tensor) ->
                assertThat(pruned.weights().tensors().get(name).shape())
                    .as(name)
                    .isEqualTo(tensor.shape()));
  }

  @Test
  void removesOnlyTheKindsAskedFor() {
    Architecture architecture = Architecture.parse("conv:embedding=8,channels=6,buckets=50");

    Pruned pruned =
        new TrainedPruning(architecture, weights(architecture))
            .remove(Importance.MAGNITUDE, 0.5, Set.of(UnitKind.CHANNELS));

    assertThat(pruned.architecture().spec()).startsWith("conv:embedding=8,channels=3,");
  }

  @Test
  void zeroesAnExactShareOfMatrices() {
    Architecture architecture = Architecture.parse("conv:embedding=8,channels=6,buckets=50");
    Weights weights = weights(architecture);
    float[] bias = weights.get("dense.bias").data().clone();

    Pruned pruned =
        new TrainedPruning(architecture, weights).zero(Importance.MAGNITUDE, 0.3, Scope.TENSOR);

    assertThat(pruned.masks().kept().keySet()).contains("embedding", "conv1.weight");
    assertThat(pruned.weights().get("dense.bias").data()).isEqualTo(bias);
    pruned
        .masks()
        .kept()
        .forEach(
            (name, mask) ->
                assertThat(mask.length - UnitGroup.count(mask))
                    .as(name)
                    .isEqualTo((int) Math.round(0.3 * mask.length)));
  }

  @Test
  void namesAnArchitectureThatHasNothingToRemove() {
    Architecture architecture = Architecture.parse("shuffle:embedding=8,channels=8,buckets=50");

    assertThatThrownBy(
            () ->
                new TrainedPruning(architecture, weights(architecture))
                    .remove(Importance.MAGNITUDE, 0.5, Set.of(UnitKind.values())))
        .hasMessageContaining("shuffle:")
        .hasMessageContaining("no units of it can be removed");
  }
}
