package io.millrace.compress.teach;

import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import java.util.List;
import java.util.Optional;

/**
 * Where a teacher keeps the labels of a data set: the same labels in any order, and perhaps one for
 * out of scope, which data sets do not count among theirs.
 *
 * <p>What such a teacher gives to out of scope is shared among all labels alike, as is what an
 * utterance out of scope teaches: {@code q(k) = p(k) + p(oos) / labels}.
 *
 * <p>Immutable by agreement.
 *
 * @param columns of the teacher's logits, in the order of the data set's labels
 * @param outOfScope the column of that label, or -1
 */
record TaughtLabels(int[] columns, int outOfScope) {
  /**
   * Finds each label in a teacher.
   *
   * @throws InvalidBundleException if the teacher has other labels, naming the first
   */
  static TaughtLabels of(StageDirectory teacher, List<String> labels) {
    List<String> taught = teacher.manifest().labels();
    int[] columns = labels.stream().mapToInt(taught::indexOf).toArray();
    Optional<String> missing = labels.stream().filter(label -> !taught.contains(label)).findFirst();
    if (missing.isPresent()) {
      throw new InvalidBundleException(
          "%s: the teacher lacks the label %s of train.jsonl"
              .formatted(teacher.path(), missing.get()));
    }
    for (String label : taught) {
      if (!labels.contains(label) && !label.equals(StageManifest.OUT_OF_SCOPE)) {
        throw new InvalidBundleException(
            "%s: the teacher has the label %s, which train.jsonl lacks"
                .formatted(teacher.path(), label));
      }
    }
    int outOfScope =
        labels.size() < taught.size() ? taught.indexOf(StageManifest.OUT_OF_SCOPE) : -1;
    return new TaughtLabels(columns, outOfScope);
  }

  /** A teacher's logits as logits of the data set's labels. */
  float[] inOrder(float[] logits) {
    float[] ordered = new float[columns.length];
    if (outOfScope < 0) {
      for (int k = 0; k < ordered.length; k++) {
        ordered[k] = logits[columns[k]];
      }
      return ordered;
    }
    float[] logarithms = logSoftmax(logits);
    double share = Math.exp(logarithms[outOfScope]) / columns.length;
    for (int k = 0; k < ordered.length; k++) {
      ordered[k] = (float) Math.log(Math.exp(logarithms[columns[k]]) + share);
    }
    return ordered;
  }

  /** Logarithms of the probabilities that logits stand for. */
  static float[] logSoftmax(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    float[] logarithms = new float[logits.length];
    for (int k = 0; k < logits.length; k++) {
      logarithms[k] = (float) (logits[k] - max - Math.log(sum));
    }
    return logarithms;
  }
}
