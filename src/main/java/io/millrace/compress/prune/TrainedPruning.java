package io.millrace.compress.prune;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.prune.PruningReport.Line;
import io.millrace.model.bundle.FloatTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Prunes the trainable weights of one of our own architectures, so that they can be trained
 * further.
 *
 * <p>Immutable; the weights given are not written to.
 */
public record TrainedPruning(Architecture architecture, Weights weights) {
  /**
   * What is left.
   *
   * @param masks what must stay zero; empty when units were removed
   */
  public record Pruned(
      Architecture architecture, Weights weights, Masks masks, PruningReport report) {}

  /**
   * Puts zeros for what matters least in tensors of two axes or more.
   *
   * @param sparsity share that goes, 0..1
   */
  public Pruned zero(Importance importance, double sparsity, Scope scope) {
    Map<String, FloatTensor> matrices = new LinkedHashMap<>();
    Map<String, FloatTensor> all = weights.copy().tensors();
    all.forEach(
        (name, tensor) -> {
          if (tensor.shape().length >= 2) {
            matrices.put(name, tensor);
          }
        });
    Masks masks = Masks.of(matrices, importance, sparsity, scope);
    masks.apply(all);
    return new Pruned(architecture, Weights.of(all), masks, PruningReport.of(masks));
  }

  /** The groups that can lose units. */
  public List<UnitGroup> groups() {
    return Dimensions.of(architecture).stream()
        .flatMap(dimension -> dimension.groups().stream())
        .toList();
  }

  /**
   * Removes units. The architecture's sizes are smaller afterwards, and its tensors with them.
   *
   * @param sparsity share of units that goes, 0..1
   * @param kinds of units that go
   * @throws IllegalArgumentException if the sparsity is out of range, or the architecture has no
   *     such units, naming it
   */
  public Pruned remove(Importance importance, double sparsity, Set<UnitKind> kinds) {
    Masks.requireShare(sparsity);
    Map<String, FloatTensor> tensors = weights.tensors();
    Map<UnitGroup, boolean[]> kept = new LinkedHashMap<>();
    Architecture smaller = architecture;
    List<Line> lines = new ArrayList<>();
    for (Dimension dimension : Dimensions.of(architecture)) {
      if (kinds.contains(dimension.kind())) {
        for (UnitGroup group : dimension.groups()) {
          boolean[] here = group.kept(tensors::get, importance, sparsity);
          kept.put(group, here);
          int staying = UnitGroup.count(here);
          lines.add(new Line(group.kind().words(), group.where(), group.units(), staying));
          smaller = Dimensions.with(smaller, dimension.key(), staying);
        }
      }
    }
    if (lines.isEmpty()) {
      throw new IllegalArgumentException(
          "Architecture '%s': no units of it can be removed".formatted(architecture.spec()));
    }
    Map<String, FloatTensor> shrunk = weights.tensors();
    shrunk.putAll(UnitGroup.shrink(kept, tensors::get));
    return new Pruned(
        smaller, Weights.of(shrunk), new Masks(Map.of()), new PruningReport(lines, List.of()));
  }
}
