package io.millrace.compress.data;

import io.millrace.model.bundle.StageManifest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * One part of a data set: utterances that have a label of the label set, and utterances that are
 * out of scope.
 *
 * <p>Immutable.
 */
public record Split(List<LabelledUtterance> inScope, List<LabelledUtterance> outOfScope) {
  public Split {
    inScope = List.copyOf(inScope);
    outOfScope = List.copyOf(outOfScope);
  }

  /** Parts utterances by the label that means out of scope. */
  static Split of(List<LabelledUtterance> utterances) {
    return new Split(
        utterances.stream().filter(utterance -> !isOutOfScope(utterance)).toList(),
        utterances.stream().filter(Split::isOutOfScope).toList());
  }

  /** The utterances of both. */
  public Split and(Split other) {
    return new Split(
        Stream.concat(inScope.stream(), other.inScope.stream()).toList(),
        Stream.concat(outOfScope.stream(), other.outOfScope.stream()).toList());
  }

  /** All utterances, those in scope first. */
  public List<LabelledUtterance> all() {
    return Stream.concat(inScope.stream(), outOfScope.stream()).toList();
  }

  /** The texts of all utterances, those in scope first. */
  public List<String> texts() {
    return all().stream().map(LabelledUtterance::text).toList();
  }

  /** These texts in an order that depends on nothing but the seed. */
  public List<String> shuffledTexts(long seed) {
    List<String> texts = new ArrayList<>(texts());
    Collections.shuffle(texts, new Random(seed));
    return texts;
  }

  private static boolean isOutOfScope(LabelledUtterance utterance) {
    return utterance.label().equals(StageManifest.OUT_OF_SCOPE);
  }
}
