package io.millrace.compress.teach;

import io.millrace.model.bundle.Checksums;
import io.millrace.model.bundle.StageDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What teachers have said elsewhere, such as in a running service, made ready for a student. Whose
 * an answer is, the checksum of the model's file says: the same model, whatever bundle it stood in.
 *
 * <p>Immutable.
 */
public final class EarlierAnswers {
  private static final float[] NO_HINT = {};

  private final Map<String, Source> teachers = new HashMap<>();

  private record Source(TaughtLabels labels, String labelsChecksum, int count) {}

  private EarlierAnswers() {}

  /**
   * Answers of these teachers.
   *
   * @param labels the data set's, in whose order answers come
   * @throws io.millrace.model.bundle.InvalidBundleException if a teacher has other labels
   */
  public static EarlierAnswers of(List<StageDirectory> teachers, List<String> labels) {
    EarlierAnswers answers = new EarlierAnswers();
    for (StageDirectory teacher : teachers) {
      List<String> taught = teacher.manifest().labels();
      answers.teachers.put(
          teacher.manifest().checksums().get(StageDirectory.MODEL),
          new Source(TaughtLabels.of(teacher, labels), Checksums.ofLabels(taught), taught.size()));
    }
    return answers;
  }

  /** Whether that is one of the teachers. */
  public boolean knows(String checksum) {
    return teachers.containsKey(checksum);
  }

  /**
   * Whether logits are of that teacher's labels in their order.
   *
   * @param labels their checksum
   * @param logits how many
   */
  public boolean fits(String checksum, String labels, int logits) {
    Source source = teachers.get(checksum);
    return source.labelsChecksum().equals(labels) && source.count() == logits;
  }

  /** A text with the answer of a teacher, whose logits they are. */
  public TaughtText of(String checksum, String text, float[] logits) {
    return new TaughtText(
        text, Answer.of(teachers.get(checksum).labels().inOrder(logits), NO_HINT));
  }
}
