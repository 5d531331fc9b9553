package io.millrace.compress.teach;

import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.Engine;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One stage, or several that answer together, asked for what a student shall learn.
 *
 * <p>One stage's logits are taken as they are; of several it is {@code mean over members of log
 * softmax(z)}, which as probabilities is their geometric mean. Each member reads texts with a
 * tokenizer of its own. One stage alone may give a hint besides.
 *
 * <p>Confined to one thread.
 *
 * <p>Source: Hinton et al., Distilling the Knowledge in a Neural Network, 2015, section 3.
 */
public final class Teacher implements AutoCloseable {
  private static final int BATCH = 64;

  private final List<Member> members = new ArrayList<>();
  private int hintWidth;

  private record Member(Classifier classifier, Tokenizer tokenizer, TaughtLabels labels) {}

  private Teacher() {}

  /**
   * Loads the members.
   *
   * @param labels the data set's, in whose order answers come
   * @throws io.millrace.model.bundle.InvalidBundleException if a stage cannot be loaded or has
   *     other labels
   */
  public static Teacher of(Engine engine, List<StageDirectory> stages, List<String> labels) {
    List<TaughtLabels> taught =
        stages.stream().map(stage -> TaughtLabels.of(stage, labels)).toList();
    Teacher teacher = new Teacher();
    try {
      for (int i = 0; i < stages.size(); i++) {
        StageDirectory stage = stages.get(i);
        teacher.members.add(
            new Member(engine.classifier(stage), engine.tokenizer(stage), taught.get(i)));
      }
      return teacher;
    } catch (RuntimeException e) {
      teacher.close();
      throw e;
    }
  }

  /**
   * Loads one stage that gives hints, too.
   *
   * @param value in the stage's graph; none: what its last product reads
   * @throws io.millrace.model.bundle.InvalidBundleException if the stage cannot be loaded, has
   *     other labels, or no such value {@code [batch, width]}
   */
  public static Teacher hinting(
      Engine engine, StageDirectory stage, List<String> labels, Optional<String> value) {
    TaughtLabels taught = TaughtLabels.of(stage, labels);
    Teacher teacher = new Teacher();
    HintedStage hinted = HintedStage.load(engine, stage, value);
    teacher.members.add(new Member(hinted.classifier(), engine.tokenizer(stage), taught));
    teacher.hintWidth = hinted.width();
    return teacher;
  }

  /** How many numbers a hint has; 0 without. */
  public int hintWidth() {
    return hintWidth;
  }

  /** An answer to each text, in the order of the texts. */
  public List<Answer> answers(List<String> texts) {
    float[][] sums = new float[texts.size()][];
    float[][] hints = new float[texts.size()][];
    for (Member member : members) {
      float[][] rows = ask(member, texts);
      for (int i = 0; i < rows.length; i++) {
        int logits = rows[i].length - hintWidth;
        hints[i] = Arrays.copyOfRange(rows[i], logits, rows[i].length);
        float[] row = member.labels.inOrder(Arrays.copyOf(rows[i], logits));
        sums[i] = members.size() == 1 ? row : plusLogarithms(sums[i], row);
      }
    }
    return IntStream.range(0, sums.length)
        .mapToObj(i -> Answer.of(over(sums[i], members.size()), hints[i]))
        .toList();
  }

  @Override
  public void close() {
    for (Member member : members) {
      member.classifier.close();
      member.tokenizer.close();
    }
  }

  private static float[][] ask(Member member, List<String> texts) {
    List<TokenIds> encoded = texts.stream().map(member.tokenizer::encode).toList();
    List<Integer> byLength =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> encoded.get(i).length()))
            .toList();
    float[][] answers = new float[texts.size()][];
    for (int from = 0; from < byLength.size(); from += BATCH) {
      List<Integer> batch = byLength.subList(from, Math.min(byLength.size(), from + BATCH));
      float[][] rows = member.classifier.logits(batch.stream().map(encoded::get).toList());
      for (int i = 0; i < rows.length; i++) {
        answers[batch.get(i)] = rows[i];
      }
    }
    return answers;
  }

  private static float[] plusLogarithms(float[] sum, float[] row) {
    float[] logarithms = TaughtLabels.logSoftmax(row);
    for (int k = 0; sum != null && k < sum.length; k++) {
      logarithms[k] += sum[k];
    }
    return logarithms;
  }

  private static float[] over(float[] sum, int members) {
    float[] mean = new float[sum.length];
    for (int k = 0; k < sum.length; k++) {
      mean[k] = sum[k] / members;
    }
    return mean;
  }
}
