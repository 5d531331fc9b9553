package io.millrace.compress.train;

import io.millrace.model.text.TokenIds;

/**
 * One utterance to learn from.
 *
 * <p>Immutable by agreement.
 *
 * @param label index in the label set, or {@link #OUT_OF_SCOPE}, or {@link #UNLABELLED}
 * @param teacher the teacher's logits as float16 bits ({@link Float#floatToFloat16}), or null
 */
record Example(TokenIds ids, int label, short[] teacher) {
  /** No label of the set is right: the target is the uniform distribution. */
  static final int OUT_OF_SCOPE = -1;

  /** Only the teacher knows. */
  static final int UNLABELLED = -2;
}
