package io.millrace.compress.arch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.millrace.compress.arch.layer.Dense;
import io.millrace.compress.arch.layer.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An encoder that foretells masked words on DJL's PyTorch engine: gradients of the loss.
 *
 * <p>{@code loss = -mean over masked words of log softmax(h(i) W + b)[word]}, where {@code h(i)} is
 * what the encoder has read at the masked place. A masked word's embedding is zero and its position
 * stays, as when training drops a word; no vector stands for the mask, so there is none to miss
 * later.
 *
 * <p>Confined to one thread; the engine collects gradients for one network of a process at a time.
 *
 * <p>Source: Devlin et al., BERT, NAACL 2019, section 3.1.
 */
public final class MaskedNetwork implements AutoCloseable {
  private static final String HEAD = "word";

  private final Transformer encoder;
  private final Dense head;
  private final NDManager manager;

  /**
   * @param words in the vocabulary
   * @throws IllegalArgumentException if the architecture does not read words in context
   */
  public MaskedNetwork(Architecture architecture, int words) {
    if (!(architecture instanceof Transformer transformer)) {
      throw new IllegalArgumentException(architecture.spec() + ": cannot foretell masked words");
    }
    this.encoder = transformer;
    this.head = new Dense(HEAD, transformer.embedding(), words);
    this.manager = Engine.getEngine("PyTorch").newBaseManager();
  }

  /** Whether an architecture can be trained so. */
  public static boolean supports(Architecture architecture) {
    return architecture instanceof Transformer;
  }

  /**
   * Where words are masked.
   *
   * @param places of masked words among all tokens of the batch, {@code utterance * length + token}
   * @param words that stood there, by place in the vocabulary
   */
  public record Masked(int[] places, int[] words) {}

  /** What one batch says. */
  public record Step(Network.Gradients gradients, double loss) {}

  /** The encoder's weights and fresh ones that foretell words; {@link #encoderOf} undoes it. */
  public Weights withHead(Weights weights, long seed) {
    Map<String, Parameter> parameters = new LinkedHashMap<>(encoder.parameters());
    parameters.putAll(head.parameters());
    var tensors = Initial.draw(parameters, new SplittableRandom(seed));
    tensors.replaceAll((name, drawn) -> weights.others().getOrDefault(name, drawn));
    return new Weights(weights.table(), tensors);
  }

  /** The weights without those that foretell words. */
  public static Weights encoderOf(Weights weights) {
    var tensors = new LinkedHashMap<>(weights.others());
    tensors.keySet().removeIf(name -> name.startsWith(HEAD + "."));
    return new Weights(weights.table(), tensors);
  }

  /** Gradients of one batch's loss to the weights, in which the head's are among the others. */
  public Step step(TokenBatch batch, Masked masked, Weights weights) {
    float[] kept = kept(batch, masked);
    float[] sums = Network.times(batch.sums(weights.table()), kept);
    try (NDManager step = manager.newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      Shape shape = new Shape(batch.size(), batch.lengthWithMargin(), encoder.embedding());
      NDArray tokens = step.create(sums, shape);
      tokens.setRequiresGradient(true);
      Map<String, NDArray> lent = Network.lend(step, weights);
      lent.values().forEach(array -> array.setRequiresGradient(true));
      NDArray mask = Network.mask(step, batch);
      NDArray loss = loss(encoder.states(tokens, mask, lent), masked, lent);
      collector.backward(loss);
      Map<String, float[]> others = new LinkedHashMap<>();
      lent.forEach((name, array) -> others.put(name, array.getGradient().toFloatArray()));
      float[] gradient = Network.times(tokens.getGradient().toFloatArray(), kept);
      return new Step(new Network.Gradients(gradient, others), loss.getFloat());
    }
  }

  private NDArray loss(NDArray states, Masked masked, Map<String, NDArray> lent) {
    int count = masked.places().length;
    int width = encoder.embedding();
    long[] rows = new long[count * width];
    for (int i = 0; i < count; i++) {
      Arrays.fill(rows, i * width, (i + 1) * width, masked.places()[i]);
    }
    long[] words = Arrays.stream(masked.words()).asLongStream().toArray();
    NDManager step = states.getManager();
    NDArray read = states.reshape(-1, width).gather(step.create(rows, new Shape(count, width)), 0);
    NDArray logits = head.forward(read, null, lent);
    return logits.logSoftmax(1).gather(step.create(words, new Shape(count, 1)), 1).mean().neg();
  }

  /** 0 for the numbers of masked words and 1 for others, in the shape of the sums. */
  private float[] kept(TokenBatch batch, Masked masked) {
    int width = encoder.embedding();
    float[] kept = new float[batch.size() * batch.lengthWithMargin() * width];
    Arrays.fill(kept, 1);
    for (int place : masked.places()) {
      int utterance = place / batch.length();
      int token = Margin.BEFORE + place % batch.length();
      int first = (utterance * batch.lengthWithMargin() + token) * width;
      Arrays.fill(kept, first, first + width, 0);
    }
    return kept;
  }

  @Override
  public void close() {
    manager.close();
  }
}
