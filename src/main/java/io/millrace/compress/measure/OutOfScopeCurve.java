package io.millrace.compress.measure;

import io.millrace.compress.measure.OpenCascade.Answer;
import io.millrace.model.confidence.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;

/**
 * What abstaining gains and costs, at every threshold of the last gate.
 *
 * <p>Immutable.
 *
 * @param cascade with the students' gates as they are: what they accept is never abstained
 * @param lastStage the last stage alone
 */
public record OutOfScopeCurve(List<Point> cascade, List<Point> lastStage) {
  private static final int POINTS = 200;

  /**
   * One threshold; shares 0..1.
   *
   * @param threshold of the last gate
   * @param falseAbstention share of utterances in scope that are abstained
   * @param accuracy share of utterances in scope that are answered rightly; an abstention is wrong
   * @param oosRecall share of utterances out of scope that are abstained
   */
  public record Point(
      double threshold, double falseAbstention, double accuracy, double oosRecall) {}

  /**
   * The curves, from abstaining never to abstaining always; null when nothing is out of scope.
   *
   * @param answers of the cascade to all utterances
   * @param last rankings of all utterances by the last stage
   */
  static OutOfScopeCurve of(Sample sample, List<Answer> answers, List<Ranking> last, int students) {
    if (sample.texts().size() == sample.inScope()) {
      return null;
    }
    IntPredicate isTaken = i -> answers.get(i).stage() < students;
    return new OutOfScopeCurve(
        curve(sample, answers, last, isTaken), curve(sample, answers, last, _ -> false));
  }

  /**
   * @param isTaken whether a student accepts an utterance
   */
  private static List<Point> curve(
      Sample sample, List<Answer> answers, List<Ranking> last, IntPredicate isTaken) {
    List<Point> points = new ArrayList<>();
    for (double threshold : thresholds(last)) {
      IntPredicate isAbstained = i -> !isTaken.test(i) && last.get(i).sureness() < threshold;
      IntPredicate isRight =
          i -> {
            Ranking ranking = isTaken.test(i) ? answers.get(i).verdict().ranking() : last.get(i);
            return !isAbstained.test(i) && ranking.best() == sample.labels()[i];
          };
      points.add(
          new Point(
              threshold,
              Figures.share(0, sample.inScope(), isAbstained),
              Figures.share(0, sample.inScope(), isRight),
              Figures.share(sample.inScope(), last.size(), isAbstained)));
    }
    return List.copyOf(points);
  }

  /** From 0, which abstains never, over quantiles, to above the highest. */
  private static double[] thresholds(List<Ranking> last) {
    double[] rising = last.stream().mapToDouble(Ranking::sureness).sorted().toArray();
    DoubleStream.Builder thresholds = DoubleStream.builder().add(0);
    for (int k = 1; k < POINTS; k++) {
      thresholds.add(rising[(int) ((long) k * rising.length / POINTS)]);
    }
    return thresholds.add(Math.nextUp(rising[rising.length - 1])).build().distinct().toArray();
  }
}
