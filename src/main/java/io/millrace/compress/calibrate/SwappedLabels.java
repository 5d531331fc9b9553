package io.millrace.compress.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds labels that stand for each other: a stage answers most utterances of one label with
 * another, and most of that with a third or the first, round to where it began. No training makes
 * such errors; a list of labels in another order does, or data whose labels were mixed up.
 *
 * <p>Safe for use by many threads.
 */
final class SwappedLabels {
  /** Fewer utterances of a label say nothing of the others. */
  private static final int LEAST = 3;

  private static final int NONE = -1;

  private SwappedLabels() {}

  /**
   * Refuses a stage that has such labels.
   *
   * @param names of the labels
   * @param labels {@code [utterances]}, of the data
   * @param answers {@code [utterances]}, the best labels of the stage
   * @throws IllegalArgumentException with the stage and the labels
   */
  static void refuse(String stage, List<String> names, int[] labels, int[] answers) {
    int[] mostly = mostly(names.size(), labels, answers);
    for (int label = 0; label < mostly.length; label++) {
      List<String> round = round(label, mostly, names);
      if (round.size() > 1) {
        throw new IllegalArgumentException(
            "Stage %s: answers most utterances of %s with %s and so on round: labels are swapped, in the stage or in the data"
                .formatted(stage, round.get(0), round.get(1)));
      }
    }
  }

  /**
   * The labels from one on by what they are mostly answered with; empty if that leads elsewhere.
   */
  private static List<String> round(int label, int[] mostly, List<String> names) {
    List<String> round = new ArrayList<>();
    int next = label;
    do {
      round.add(names.get(next));
      next = mostly[next];
    } while (next != NONE && next != label && round.size() <= mostly.length);
    return next == label ? round : List.of();
  }

  /**
   * Per label the one that more than half of its utterances are answered with.
   *
   * <p>Source: Boyer and Moore, MJRTY: a Fast Majority Vote Algorithm, 1991.
   */
  private static int[] mostly(int count, int[] labels, int[] answers) {
    int[] candidates = new int[count];
    int[] leads = new int[count];
    Arrays.fill(candidates, NONE);
    for (int i = 0; i < labels.length; i++) {
      int label = labels[i];
      if (leads[label] == 0) {
        candidates[label] = answers[i];
      }
      leads[label] += candidates[label] == answers[i] ? 1 : -1;
    }
    int[] hits = new int[count];
    int[] totals = new int[count];
    for (int i = 0; i < labels.length; i++) {
      hits[labels[i]] += answers[i] == candidates[labels[i]] ? 1 : 0;
      totals[labels[i]]++;
    }
    for (int label = 0; label < count; label++) {
      boolean isMost = 2 * hits[label] > totals[label] && hits[label] >= LEAST;
      candidates[label] = isMost ? candidates[label] : NONE;
    }
    return candidates;
  }
}
