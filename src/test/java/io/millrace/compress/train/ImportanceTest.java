package io.millrace.compress.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Network;
import io.millrace.compress.arch.TokenBatch;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.prune.Importance;
import io.millrace.compress.prune.Masks;
import io.millrace.compress.prune.Scope;
import io.millrace.model.bundle.FloatTensor;
import io.millrace.model.text.TokenIds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What data says of weights, and that what was pruned stays zero. */
class ImportanceTest {
  private static final Architecture BAG = Architecture.parse("bag:embedding=2,buckets=5");

  /** Tokens of one id each; row 4 is never looked up. */
  private static final List<Example> EXAMPLES =
      List.of(
          new Example(new TokenIds(new int[] {1, 2}, 2, 1), 0, null),
          new Example(new TokenIds(new int[] {3, 1}, 2, 1), 1, null),
          new Example(new TokenIds(new int[] {1}, 1, 1), Example.OUT_OF_SCOPE, null));

  private final Weights weights = BAG.initial(2, 5);

  @Test
  void saliencyIsWeightTimesSlopeBatchByBatch() {
    Map<String, float[]> expected = new LinkedHashMap<>();
    weights
        .tensors()
        .forEach((name, tensor) -> expected.put(name, new float[tensor.data().length]));
    for (Example example : EXAMPLES) {
      expected.forEach((name, sums) -> addSlopes(name, sums, example));
    }

    Saliency saliency = Saliency.over(BAG, weights, EXAMPLES, 1);

    expected.forEach(
        (name, sums) ->
            // A central difference of width 0.02: its error is below 0.02^2 of a third derivative.
            assertThat(saliency.scores(name, weights.tensors().get(name)))
                .containsExactly(sums, within(2e-4f)));
    assertThat(saliency.scores(Weights.TABLE, weights.table())).endsWith(0, 0);
  }

  @Test
  void activityCountsLookupsAndMeasuresFeatures() {
    Activity activity = Activity.over(BAG, weights, EXAMPLES, 2);

    float[] rows = activity.scores(Weights.TABLE, weights.table());
    float[] table = weights.table().data();
    // Row 1 three times and row 2 once among five tokens.
    assertThat(rows[2]).isCloseTo(0.6f * Math.abs(table[2]), within(1e-6f));
    assertThat(rows[5]).isCloseTo(0.2f * Math.abs(table[5]), within(1e-6f));
    assertThat(rows).endsWith(0, 0);
    float first =
        (Math.abs(table[2] + table[4]) / 2 + Math.abs(table[6] + table[2]) / 2 + Math.abs(table[2]))
            / 3;
    FloatTensor dense = weights.get("dense.weight");
    assertThat(activity.scores("dense.weight", dense)[1])
        .isCloseTo(first * Math.abs(dense.data()[1]), within(1e-6f));
  }

  @Test
  void prunedShareIsExactAfterTraining() {
    Architecture conv = Architecture.parse("conv:embedding=8,channels=6,widths=1-2,buckets=50");
    Weights trained = conv.initial(2, 5);
    List<Example> examples =
        List.of(
            new Example(new TokenIds(new int[] {1, 2, 9, 0}, 2, 2), 0, null),
            new Example(new TokenIds(new int[] {4, 5, 7, 7}, 2, 2), 1, null));
    Map<String, FloatTensor> matrices = new LinkedHashMap<>(trained.tensors());
    matrices.values().removeIf(tensor -> tensor.shape().length < 2);
    Masks masks = Masks.of(matrices, Importance.MAGNITUDE, 0.7, Scope.GLOBAL);
    masks.apply(matrices);
    Weights before = trained.copy();

    new Trainer(
            conv,
            new TrainSettings(5, 2, 0.05, 0.1, 0, 0, 0, 0, 7),
            new Objective(2, 0, 1, 1),
            new KeptZeros(masks))
        .train(trained, epoch -> examples, (epoch, loss, network, seen) -> {});

    long zeros = 0;
    long all = 0;
    for (Map.Entry<String, FloatTensor> entry : matrices.entrySet()) {
      boolean[] kept = masks.kept().get(entry.getKey());
      for (int i = 0; i < kept.length; i++) {
        assertThat(kept[i] || entry.getValue().data()[i] == 0).isTrue();
        zeros += kept[i] ? 0 : 1;
        all++;
      }
    }
    assertThat(zeros).isEqualTo(Math.round(0.7 * all));
    assertThat(trained.get("dense.weight").data()).isNotEqualTo(before.get("dense.weight").data());
    assertThat(trained.table().data()).isNotEqualTo(before.table().data());
  }

  private void addSlopes(String name, float[] sums, Example example) {
    float width = 1e-2f;
    float[] data = weights.tensors().get(name).data();
    for (int i = 0; i < data.length; i++) {
      float original = data[i];
      data[i] = original + width;
      double above = loss(example);
      data[i] = original - width;
      double below = loss(example);
      data[i] = original;
      sums[i] += (float) Math.abs(original * (above - below) / (2 * width));
    }
  }

  private double loss(Example example) {
    Objective objective = new Objective(2, 0, 1, 1).over(List.of(example));
    try (Network network = new Network(BAG)) {
      objective.gradient(network.logits(TokenBatch.of(List.of(example.ids())), weights));
    }
    return objective.loss();
  }
}
