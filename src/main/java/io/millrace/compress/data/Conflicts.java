package io.millrace.compress.data;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Utterances that come more than once, with different labels.
 *
 * <p>A few are the noise of human labels and do no harm: 55 of 36,308 training utterances of
 * GoEmotions are such, 1 of 9,000 of AG News. Many mean that files or columns were mixed up.
 */
final class Conflicts {
  private static final double MOST = 0.01;

  private Conflicts() {}

  /**
   * Refuses a split in which more than one utterance in a hundred contradicts an earlier one.
   *
   * @throws InvalidDataException naming the first of them
   */
  static void refuse(Path file, Split split) {
    List<LabelledUtterance> utterances = split.all();
    Map<String, String> labelOf = new HashMap<>();
    LabelledUtterance first = null;
    int conflicts = 0;
    for (LabelledUtterance utterance : utterances) {
      String label = labelOf.putIfAbsent(utterance.text().strip(), utterance.label());
      if (label != null && !label.equals(utterance.label())) {
        first = first == null ? utterance : first;
        conflicts++;
      }
    }
    if (conflicts > MOST * utterances.size()) {
      throw new InvalidDataException(
          "%s: \"%s\" has the label %s and the label %s; %d of %d utterances contradict others"
              .formatted(
                  file,
                  first.text(),
                  labelOf.get(first.text().strip()),
                  first.label(),
                  conflicts,
                  utterances.size()));
    }
  }
}
