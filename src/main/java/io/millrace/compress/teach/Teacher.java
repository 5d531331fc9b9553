package io.millrace.compress.teach;

import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.Engine;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One stage, or several that answer together, asked for the logits a student shall learn.
 *
 * <p>One stage's logits are taken as they are; of several it is {@code mean over members of log
 * softmax(z)}, which as probabilities is their geometric mean. Each member reads texts with a
 * tokenizer of its own.
 *
 * <p>Confined to one thread.
 *
 * <p>Source: Hinton et al., Distilling the Knowledge in a Neural Network, 2015, section 3.
 */
public final class Teacher implements AutoCloseable {
  private static final int BATCH = 64;

  /** The largest finite float16. */
  private static final float LARGEST = 65504;

  private final List<Member> members = new ArrayList<>();

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
   * Logits of each text as float16 bits ({@link Float#floatToFloat16}), in the order of the texts.
   * Half the bytes of float32, and far finer than what a student can learn.
   */
  public List<short[]> logits(List<String> texts) {
    float[][] sums = new float[texts.size()][];
    for (Member member : members) {
      float[][] rows = ask(member, texts);
      for (int i = 0; i < rows.length; i++) {
        float[] row = members.size() == 1 ? rows[i] : TaughtLabels.logSoftmax(rows[i]);
        sums[i] = sums[i] == null ? row : plus(sums[i], row);
      }
    }
    return IntStream.range(0, sums.length).mapToObj(i -> halves(sums[i], members.size())).toList();
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
    float[][] logits = new float[texts.size()][];
    for (int from = 0; from < byLength.size(); from += BATCH) {
      List<Integer> batch = byLength.subList(from, Math.min(byLength.size(), from + BATCH));
      float[][] rows = member.classifier.logits(batch.stream().map(encoded::get).toList());
      for (int i = 0; i < rows.length; i++) {
        logits[batch.get(i)] = member.labels.inOrder(rows[i]);
      }
    }
    return logits;
  }

  private static float[] plus(float[] sum, float[] row) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] += row[k];
    }
    return sum;
  }

  private static short[] halves(float[] sum, int members) {
    short[] halves = new short[sum.length];
    for (int k = 0; k < sum.length; k++) {
      halves[k] = Float.floatToFloat16(Math.clamp(sum[k] / members, -LARGEST, LARGEST));
    }
    return halves;
  }
}
