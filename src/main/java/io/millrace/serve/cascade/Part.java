package io.millrace.serve.cascade;

import io.millrace.model.bundle.InvalidBundleException;
import java.util.List;

/** Which stages of a bundle this process asks; in split mode others ask the rest. */
public enum Part {
  /** All of them. */
  ALL,
  /** All but the last; what they defer is for the teacher in another process. */
  STUDENTS,
  /** The last. */
  TEACHER;

  /** Whether another process asks the stage after the last of these. */
  boolean hasSuccessor() {
    return this == STUDENTS;
  }

  /**
   * These of all stages.
   *
   * @param bundle its name, for the message
   * @throws InvalidBundleException if there is nothing to split
   */
  <T> List<T> of(List<T> stages, String bundle) {
    if (this != ALL && stages.size() < 2) {
      throw new InvalidBundleException(
          "Bundle %s has one stage: there is nothing to split, so millrace.stages must be all"
              .formatted(bundle));
    }
    return switch (this) {
      case ALL -> stages;
      case STUDENTS -> stages.subList(0, stages.size() - 1);
      case TEACHER -> stages.subList(stages.size() - 1, stages.size());
    };
  }
}
