package io.millrace.serve.event;

/**
 * What the last stage says of an event that an earlier one has answered.
 *
 * <p>Immutable.
 *
 * @param answer the prediction that went out; it has a label
 * @param teacher the last stage's; without a label if its gate would have abstained
 */
public record Audit(Prediction answer, Prediction teacher) {
  /** The last stage's best label in scope, whether or not its gate accepts it. */
  public String teacherLabel() {
    return teacher.alternatives().getFirst().label();
  }

  /** Whether both name the same label. */
  public boolean agrees() {
    return answer.label().equals(teacherLabel());
  }
}
