package io.millrace.compress.train;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.LabelledUtterance;
import io.millrace.compress.data.Split;
import io.millrace.compress.prune.Importance;
import io.millrace.compress.prune.Masks;
import io.millrace.compress.teach.Augmentation;
import io.millrace.compress.teach.TaughtText;
import io.millrace.compress.teach.Teacher;
import io.millrace.model.bundle.FloatTensor;
import io.millrace.model.text.NgramTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Trains one architecture on one data set, from its labels or from a teacher's logits.
 *
 * <p>Utterances out of scope are pulled towards the uniform distribution, so that a model that does
 * not know says so by low confidence.
 *
 * <p>Not for sharing.
 */
public final class Training {
  /**
   * How often an utterance out of scope comes in an epoch: there are a hundred of them among
   * thousands, and with three times fewer were found at a low share of false abstentions (measured
   * on CLINC150).
   */
  private static final int OUT_OF_SCOPE_REPEATS = 6;

  private static final int OBSERVED_BATCH = 32;

  private final Architecture architecture;
  private final DataDirectory data;
  private final TrainSettings settings;
  private final Consumer<Progress> listener;
  private Function<Weights, Regime> regime = weights -> Regime.FREE;
  private double accuracy;

  public Training(
      Architecture architecture,
      DataDirectory data,
      TrainSettings settings,
      Consumer<Progress> listener) {
    this.architecture = architecture;
    this.data = data;
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * What a teacher says, and how it is listened to.
   *
   * @param alpha share of the label in the loss of a labelled utterance, 0..1
   * @param temperature distillation temperature, above 0
   * @param unlabelled texts without a label, cut into equal parts, one an epoch
   * @param earlier texts that a teacher has answered already, seen in each epoch
   * @param augmentation of the labelled utterances, fresh in each epoch
   * @param hints weight of the teacher's hints in the loss, 0 or more; it does not matter for a
   *     teacher that gives none
   */
  public record Lesson(
      Teacher teacher,
      double alpha,
      double temperature,
      List<String> unlabelled,
      List<TaughtText> earlier,
      Augmentation augmentation,
      double hints) {
    /**
     * @throws IllegalArgumentException if a number is outside its range, naming it
     */
    public Lesson {
      if (!(alpha >= 0 && alpha <= 1)) {
        throw new IllegalArgumentException("alpha: expected 0..1, found " + alpha);
      }
      if (!(temperature > 0) || Double.isInfinite(temperature)) {
        throw new IllegalArgumentException("temperature: expected above 0, found " + temperature);
      }
      if (!(hints >= 0) || Double.isInfinite(hints)) {
        throw new IllegalArgumentException("hint-weight: expected 0 or more, found " + hints);
      }
    }

    /** With the share of the label and the distillation temperature that suit most students. */
    public static Lesson usual(Teacher teacher, List<String> unlabelled) {
      return new Lesson(teacher, 0.3, 2, unlabelled);
    }

    /** Without earlier answers, augmentation and hints. */
    public Lesson(Teacher teacher, double alpha, double temperature, List<String> unlabelled) {
      this(teacher, alpha, temperature, unlabelled, List.of(), Augmentation.NONE, 0);
    }
  }

  /**
   * Trains for linear quantization: the network computes with the numbers that it will leave, and
   * in the end weights are those numbers, so that packing them in as many bits loses nothing more.
   *
   * @param bits of weights, 2 to 8
   */
  public Training quantizeAware(int bits) {
    regime = weights -> new FakeQuantization(architecture, weights, bits);
    return this;
  }

  /** Trains what is kept; what is not stays zero. */
  public Training holding(Masks masks) {
    regime = weights -> new KeptZeros(masks);
    return this;
  }

  /** What weights do to the loss over a training split, out of scope included. */
  public static Importance saliency(
      Architecture architecture, Weights weights, DataDirectory data) {
    return Saliency.over(architecture, weights, examples(architecture, data), OBSERVED_BATCH);
  }

  /** How often and how strongly weights are used over a training split. */
  public static Importance activity(
      Architecture architecture, Weights weights, DataDirectory data) {
    return Activity.over(architecture, weights, examples(architecture, data), OBSERVED_BATCH);
  }

  private static List<Example> examples(Architecture architecture, DataDirectory data) {
    Encoder encoder = new Encoder(data.labels(), new NgramTokenizer(architecture.ngrams()), null);
    List<Example> examples = new ArrayList<>(encoder.labelled(data.train().inScope()));
    examples.addAll(encoder.labelled(data.train().outOfScope()));
    return examples;
  }

  /** Moves the weights towards the labels. */
  public void learn(Weights weights) {
    Encoder encoder = encoder(null);
    List<Example> examples = examples(encoder);
    run(weights, epoch -> examples, new Objective(labels(), settings.smoothing(), 1, 1));
  }

  /** Moves the weights towards the teacher's logits and the labels. */
  public void learn(Weights weights, Lesson lesson) {
    Encoder encoder = encoder(lesson.teacher());
    List<Example> same = examples(encoder);
    same.addAll(encoder.taught(lesson.earlier()));
    List<String> texts = data.train().inScope().stream().map(LabelledUtterance::text).toList();
    SplittableRandom random = new SplittableRandom(settings.seed());
    int part = lesson.unlabelled().size() / settings.epochs();
    IntFunction<List<Example>> examples =
        epoch -> {
          List<String> others = lesson.augmentation().texts(texts, random);
          others.addAll(lesson.unlabelled().subList(epoch * part, (epoch + 1) * part));
          List<Example> all = new ArrayList<>(same);
          all.addAll(encoder.unlabelled(others));
          return all;
        };
    int width = lesson.teacher().hintWidth();
    run(
        width == 0 ? weights : Projection.beside(weights, width, settings.seed()),
        examples,
        new Objective(
            labels(),
            settings.smoothing(),
            lesson.alpha(),
            lesson.temperature(),
            width == 0 ? 0 : lesson.hints()));
  }

  /** Measurements of the training that ended: {@code validAccuracy}, 0..1. */
  public Map<String, Double> measurements() {
    return Map.of("validAccuracy", accuracy);
  }

  private void run(Weights weights, IntFunction<List<Example>> examples, Objective objective) {
    Validation validation = new Validation(encoder(null).labelled(data.valid().inScope()));
    Regime held = regime.apply(weights);
    new Trainer(architecture, settings, objective, held)
        .train(
            weights,
            examples,
            (epoch, loss, network, seen) -> {
              accuracy = validation.accuracy(network, seen);
              listener.accept(new Progress(epoch, settings.epochs(), loss, accuracy));
            });
    take(held.seen(weights), weights);
  }

  private static void take(Weights from, Weights to) {
    Map<String, FloatTensor> taken = from.tensors();
    to.tensors()
        .forEach(
            (name, tensor) -> {
              float[] data = taken.get(name).data();
              System.arraycopy(data, 0, tensor.data(), 0, data.length);
            });
  }

  private Encoder encoder(Teacher teacher) {
    return new Encoder(data.labels(), new NgramTokenizer(architecture.ngrams()), teacher);
  }

  private List<Example> examples(Encoder encoder) {
    Split train = data.train();
    List<Example> examples = new ArrayList<>(encoder.labelled(train.inScope()));
    List<Example> outOfScope = encoder.labelled(train.outOfScope());
    for (int i = 0; i < OUT_OF_SCOPE_REPEATS; i++) {
      examples.addAll(outOfScope);
    }
    return examples;
  }

  private int labels() {
    return data.labels().size();
  }
}
