package io.millrace.compress.measure;

import io.millrace.compress.data.Split;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.Engine;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A loaded stage, asked on the caller's thread.
 *
 * <p>Safe for use by many threads.
 */
public final class OpenStage implements AutoCloseable {
  /** The service's default batch size. */
  static final int BATCH = 32;

  private final StageDirectory directory;
  private final Tokenizer tokenizer;
  private final Classifier classifier;

  private OpenStage(StageDirectory directory, Tokenizer tokenizer, Classifier classifier) {
    this.directory = directory;
    this.tokenizer = tokenizer;
    this.classifier = classifier;
  }

  /**
   * Loads a stage.
   *
   * @throws io.millrace.model.bundle.InvalidBundleException if it cannot be loaded
   */
  public static OpenStage load(Engine engine, StageDirectory directory) {
    Tokenizer tokenizer = engine.tokenizer(directory);
    try {
      return new OpenStage(directory, tokenizer, engine.classifier(directory));
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  public String name() {
    return directory.manifest().name();
  }

  /** The label set, in the order of the logits. */
  public List<String> labels() {
    return directory.manifest().labels();
  }

  /**
   * The logits {@code [texts, labels]} in the order of the texts, asked in batches of 32 of similar
   * length, as the service asks.
   */
  public float[][] logits(List<String> texts) {
    return logits(texts, BATCH);
  }

  /** The same in batches of another size, at least 1. */
  public float[][] logits(List<String> texts, int size) {
    float[][] logits = new float[texts.size()][];
    ask(texts, size, (text, row) -> logits[text] = row);
    return logits;
  }

  /** Hears what a stage says of one text, by the text's place in the list. */
  @FunctionalInterface
  interface Hearer {
    /** Takes logits {@code [labels]}. */
    void hear(int text, float[] logits);
  }

  /** Asks in batches of a size; what one says is heard before the next is asked. */
  void ask(List<String> texts, int size, Hearer hearer) {
    List<TokenIds> encoded = texts.stream().map(tokenizer::encode).toList();
    int[] places = byLength(encoded);
    for (int from = 0; from < places.length; from += size) {
      int to = Math.min(from + size, places.length);
      float[][] answers =
          classifier.logits(Arrays.stream(places, from, to).mapToObj(encoded::get).toList());
      for (int i = from; i < to; i++) {
        hearer.hear(places[i], answers[i - from]);
      }
    }
  }

  /** The places of utterances, shortest first, those of one length in their order. */
  private static int[] byLength(List<TokenIds> encoded) {
    int longest = encoded.stream().mapToInt(TokenIds::length).max().orElse(0);
    int[] next = new int[longest + 2];
    encoded.forEach(utterance -> next[utterance.length() + 1]++);
    for (int length = 1; length < next.length; length++) {
      next[length] += next[length - 1];
    }
    int[] places = new int[encoded.size()];
    for (int i = 0; i < places.length; i++) {
      places[next[encoded.get(i).length()]++] = i;
    }
    return places;
  }

  /** The label with the highest logit of each text; the first of equals. */
  public int[] topLabels(List<String> texts) {
    return Arrays.stream(logits(texts)).mapToInt(OpenStage::top).toArray();
  }

  /**
   * The share of utterances in scope whose top label is right.
   *
   * @throws io.millrace.compress.data.InvalidDataException if the data has a label that the stage
   *     lacks
   */
  public double accuracy(Split split) {
    Sample sample = Sample.of(split, labels());
    return sample.share(topLabels(sample.texts().subList(0, sample.inScope())));
  }

  private static int top(float[] row) {
    int top = 0;
    for (int label = 1; label < row.length; label++) {
      top = row[label] > row[top] ? label : top;
    }
    return top;
  }

  @Override
  public void close() {
    classifier.close();
    tokenizer.close();
  }

  /** Loads several; closes those it has when one fails. */
  static List<OpenStage> loadAll(Engine engine, List<StageDirectory> directories) {
    List<OpenStage> stages = new ArrayList<>();
    try {
      directories.forEach(directory -> stages.add(load(engine, directory)));
      return stages;
    } catch (RuntimeException e) {
      stages.forEach(OpenStage::close);
      throw e;
    }
  }
}
