package io.millrace.compress.calibrate;

import io.millrace.model.confidence.IsotonicRegression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The order in which thresholds of all students are tested together: each step lowers the threshold
 * of one student a little, so each costs less than the one before and answers more by students.
 *
 * <p>The student whose turn it is, is the one that is expected to lose least accuracy for the time
 * it saves. What a student loses where it is about so sure is the difference between how likely the
 * last stage and the student say they are right, by isotonic regression: the surer, the less it
 * loses. What was right in the sample is not looked at: where students are sure they err so seldom
 * that a few hundred utterances do not tell who errs less, and on CLINC150 paths that were read off
 * errors were dearer and ended more often in an idle student. With one student there is one path.
 *
 * <p>A path is made from one sample and tested on another. It is fixed before the test, so the
 * first step that fails ends it, and no correction is needed for how many there are.
 *
 * <p>Not for sharing.
 *
 * <p>Source: Laufer-Goldshtein, Fisch, Barzilay and Jaakkola, Efficiently Controlling Multiple
 * Risks with Pareto Testing, ICLR 2023 (an order from one part, fixed sequence testing on the
 * other); here the order is nested, which the front of cost and loss of a cascade is but for
 * chance.
 */
final class ThresholdPath {
  private static final int MOST_LEVELS = 500;

  /** A student's next step is judged by what the next twentieth of the sample would bring. */
  private static final int WINDOW_SHARE = 20;

  private final Judgements sample;
  private final double[] costs;
  private final double[] floors;

  /** Per student the utterances, surest first. */
  private final int[][] surestFirst;

  /** Per stage what it is expected to lose on each utterance; the last loses nothing. */
  private final double[][] losses;

  /** Per student how many utterances it would accept if all came to it. */
  private final int[] accepted;

  private final double[] thresholds;

  private ThresholdPath(Judgements sample, double[] costs, double[] floors) {
    this.sample = sample;
    this.costs = costs;
    this.floors = floors;
    int students = sample.last();
    this.surestFirst = new int[students][];
    this.losses = new double[students + 1][sample.size()];
    this.accepted = new int[students];
    this.thresholds = new double[students];
    for (int student = 0; student < students; student++) {
      surestFirst[student] = surestFirst(sample.sureness()[student]);
      thresholds[student] = Double.POSITIVE_INFINITY;
      expectLosses(student);
    }
  }

  /**
   * The path.
   *
   * @param costs {@code [stages]} of asking each
   * @param floors {@code [stages - 1]}, the least threshold of each student
   * @return thresholds {@code [stages - 1]} a step
   */
  static List<double[]> of(Judgements sample, double[] costs, double[] floors) {
    ThresholdPath path = new ThresholdPath(sample, costs, floors);
    List<double[]> steps = new ArrayList<>();
    for (int next = path.next(); next >= 0; next = path.next()) {
      path.lower(next);
      steps.add(path.thresholds.clone());
    }
    return steps;
  }

  /** The student that loses least for what it saves; negative when all are at their floors. */
  private int next() {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int student = 0; student < accepted.length; student++) {
      if (accepted[student] < sample.size()
          && sample.sureness()[student][surestFirst[student][accepted[student]]]
              >= floors[student]) {
        double price = price(student);
        if (best < 0 || price < least) {
          best = student;
          least = price;
        }
      }
    }
    return best;
  }

  /** Expected loss for a unit of cost saved, over the next utterances that come to the student. */
  private double price(int student) {
    int left = Math.max(1, sample.size() / WINDOW_SHARE);
    double lost = 0;
    double saved = 0;
    for (int rank = accepted[student]; rank < sample.size() && left > 0; rank++) {
      int utterance = surestFirst[student][rank];
      if (sample.answering(thresholds, 0, utterance) > student) {
        int other = sample.answering(thresholds, student + 1, utterance);
        lost += losses[student][utterance] - losses[other][utterance];
        saved += Arrays.stream(costs, student + 1, other + 1).sum();
        left--;
      }
    }
    return saved > 0 ? lost / saved : Double.NEGATIVE_INFINITY;
  }

  /** To the sureness of the next utterance, and of those beside it in large samples. */
  private void lower(int student) {
    double[] sureness = sample.sureness()[student];
    int step = Math.ceilDiv(sample.size(), MOST_LEVELS);
    int rank = Math.min(sample.size(), accepted[student] + step) - 1;
    double threshold = Math.max(floors[student], sureness[surestFirst[student][rank]]);
    rank = accepted[student];
    while (rank < sample.size() && sureness[surestFirst[student][rank]] >= threshold) {
      rank++;
    }
    accepted[student] = rank;
    thresholds[student] = threshold;
  }

  private void expectLosses(int student) {
    int[] order = surestFirst[student];
    double[] found =
        Arrays.stream(order)
            .mapToDouble(i -> sample.chances()[sample.last()][i] - sample.chances()[student][i])
            .toArray();
    double[] equal = new double[found.length];
    Arrays.fill(equal, 1);
    double[] expected = IsotonicRegression.rising(found, equal);
    for (int rank = 0; rank < order.length; rank++) {
      losses[student][order[rank]] = expected[rank];
    }
  }

  private static int[] surestFirst(double[] sureness) {
    return IntStream.range(0, sureness.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> sureness[i]).reversed())
        .mapToInt(i -> i)
        .toArray();
  }
}
