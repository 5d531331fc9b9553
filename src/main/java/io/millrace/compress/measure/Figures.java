package io.millrace.compress.measure;

import io.millrace.compress.measure.OpenCascade.Answer;
import io.millrace.model.confidence.CalibrationError;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.Ranking;
import io.millrace.model.confidence.Verdict;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Shares of a sample; see {@link Measurement} for what each is of.
 *
 * <p>Safe for use by many threads.
 */
final class Figures {
  private Figures() {}

  static double accuracy(Sample sample, List<Ranking> rankings) {
    return share(0, sample.inScope(), i -> rankings.get(i).best() == sample.labels()[i]);
  }

  static double calibrationError(Sample sample, List<Ranking> rankings) {
    double[] confidences = new double[sample.inScope()];
    boolean[] correct = new boolean[sample.inScope()];
    for (int i = 0; i < confidences.length; i++) {
      confidences[i] = rankings.get(i).confidence();
      correct[i] = rankings.get(i).best() == sample.labels()[i];
    }
    return CalibrationError.of(confidences, correct);
  }

  static double coverage(List<Answer> answers, int stage) {
    return share(
        0, answers.size(), i -> answers.get(i).stage() == stage && !answers.get(i).isAbstention());
  }

  /**
   * @param last rankings of all utterances by the last stage
   * @param gate the last stage's
   */
  static Measurement.Cascade cascade(
      Sample sample, List<Answer> answers, List<Ranking> last, Gate gate, double cpuMicrosPerText) {
    int inScope = sample.inScope();
    int all = answers.size();
    return new Measurement.Cascade(
        share(0, inScope, i -> isRight(answers.get(i), sample.labels()[i])),
        share(
            0,
            inScope,
            i ->
                gate.judge(last.get(i)) instanceof Verdict.Accept
                    && last.get(i).best() == sample.labels()[i]),
        all == inScope ? null : share(inScope, all, i -> answers.get(i).isAbstention()),
        share(0, inScope, i -> answers.get(i).isAbstention()),
        share(0, all, i -> answers.get(i).stage() > 0),
        share(0, all, i -> best(answers.get(i)) == last.get(i).best()),
        cpuMicrosPerText);
  }

  private static boolean isRight(Answer answer, int label) {
    return !answer.isAbstention() && best(answer) == label;
  }

  private static int best(Answer answer) {
    return answer.verdict().ranking().best();
  }

  static double share(int from, int to, IntPredicate holds) {
    return IntStream.range(from, to).filter(holds).count() / (double) (to - from);
  }
}
