package io.millrace.compress.data;

import io.millrace.model.bundle.StageManifest;
import java.util.List;

/**
 * One part of a data set: utterances that have a label of the label set, and utterances that are
 * out of scope.
 *
 * <p>Immutable.
 */
public record Split(List<LabelledUtterance> inScope, List<LabelledUtterance> outOfScope) {
  public Split {
    inScope = List.copyOf(inScope);
    outOfScope = List.copyOf(outOfScope);
  }

  /** Parts utterances by the label that means out of scope. */
  static Split of(List<LabelledUtterance> utterances) {
    return new Split(
        utterances.stream().filter(utterance -> !isOutOfScope(utterance)).toList(),
        utterances.stream().filter(Split::isOutOfScope).toList());
  }

  private static boolean isOutOfScope(LabelledUtterance utterance) {
    return utterance.label().equals(StageManifest.OUT_OF_SCOPE);
  }
}
