package io.millrace.compress.measure;

import io.millrace.compress.data.InvalidDataException;
import io.millrace.compress.data.LabelledUtterance;
import io.millrace.compress.data.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A split as models see it: texts, those in scope first, and the index of the label of each that is
 * in scope.
 *
 * <p>Immutable by agreement: nobody writes to {@code labels} after construction.
 */
record Sample(List<String> texts, int[] labels) {
  /**
   * Looks up the labels.
   *
   * @param labelSet in the order of the logits
   * @throws InvalidDataException if an utterance has a label that the set lacks
   */
  static Sample of(Split split, List<String> labelSet) {
    Map<String, Integer> indices = new HashMap<>();
    labelSet.forEach(label -> indices.put(label, indices.size()));
    List<String> texts = new ArrayList<>();
    int[] labels = new int[split.inScope().size()];
    for (LabelledUtterance utterance : split.inScope()) {
      Integer index = indices.get(utterance.label());
      if (index == null) {
        throw new InvalidDataException(
            "Label %s of the data is none of the %d labels of the model"
                .formatted(utterance.label(), labelSet.size()));
      }
      labels[texts.size()] = index;
      texts.add(utterance.text());
    }
    split.outOfScope().forEach(utterance -> texts.add(utterance.text()));
    return new Sample(List.copyOf(texts), labels);
  }

  /** The share in scope of which a stage's top label is right. */
  double share(int[] topLabels) {
    return share(topLabels, labels, inScope());
  }

  /** The share of the first so many that are equal. */
  static double share(int[] one, int[] other, int count) {
    int equal = 0;
    for (int i = 0; i < count; i++) {
      equal += one[i] == other[i] ? 1 : 0;
    }
    return (double) equal / count;
  }

  /** How many of the texts are in scope. */
  int inScope() {
    return labels.length;
  }
}
