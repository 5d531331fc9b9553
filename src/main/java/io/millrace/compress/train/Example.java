package io.millrace.compress.train;

import io.millrace.compress.teach.Answer;
import io.millrace.model.text.TokenIds;

/**
 * One utterance to learn from.
 *
 * <p>Immutable by agreement.
 *
 * @param label index in the label set, or {@link #OUT_OF_SCOPE}, or {@link #UNLABELLED}
 * @param teacher what the teacher says of it, or null
 */
record Example(TokenIds ids, int label, Answer teacher) {
  /** No label of the set is right: the target is the uniform distribution. */
  static final int OUT_OF_SCOPE = -1;

  /** Only the teacher knows. */
  static final int UNLABELLED = -2;
}
