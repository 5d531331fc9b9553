package io.millrace.compress.teach;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes further texts of those there are, for a teacher to answer: it needs no label, so they need
 * not mean anything.
 *
 * <p>Masked: an utterance without some of its words, at least one, and at least one stays. Mixed:
 * the first words of one utterance and the last words of another, cut anywhere.
 *
 * <p>Immutable.
 *
 * <p>Source: Tang et al., Distilling Task-Specific Knowledge from BERT into Simple Neural Networks,
 * 2019, section 3.2 (masking, n-gram sampling).
 *
 * @param mask share of words that a masked utterance is without, 0..1; 0: none is masked, else each
 *     once
 * @param mix mixed utterances for each that there is, 0 or more
 */
public record Augmentation(double mask, double mix) {
  /** No further texts. */
  public static final Augmentation NONE = new Augmentation(0, 0);

  /**
   * @throws IllegalArgumentException if a number is outside its range, naming it
   */
  public Augmentation {
    if (!(mask >= 0 && mask < 1)) {
      throw new IllegalArgumentException("mask-words: expected 0..1, 1 excluded, found " + mask);
    }
    if (!(mix >= 0) || Double.isInfinite(mix)) {
      throw new IllegalArgumentException("mix: expected 0 or more, found " + mix);
    }
  }

  /** Further texts, as many for as many utterances whatever the chance. */
  public List<String> texts(List<String> utterances, SplittableRandom random) {
    List<String> texts = new ArrayList<>();
    if (mask > 0) {
      utterances.forEach(utterance -> texts.add(masked(words(utterance), random)));
    }
    int mixed = (int) Math.round(mix * utterances.size());
    for (int i = 0; i < mixed; i++) {
      String one = utterances.get(random.nextInt(utterances.size()));
      String other = utterances.get(random.nextInt(utterances.size()));
      texts.add(mixed(words(one), words(other), random));
    }
    return texts;
  }

  private String masked(List<String> words, SplittableRandom random) {
    boolean[] stays = new boolean[words.size()];
    int staying = 0;
    for (int i = 0; i < stays.length; i++) {
      stays[i] = random.nextDouble() >= mask;
      staying += stays[i] ? 1 : 0;
    }
    if (staying == 0 || staying == stays.length) {
      int chosen = random.nextInt(stays.length);
      stays[chosen] = staying == 0 || stays.length == 1;
    }
    return IntStream.range(0, stays.length)
        .filter(i -> stays[i])
        .mapToObj(words::get)
        .collect(Collectors.joining(" "));
  }

  private static String mixed(List<String> one, List<String> other, SplittableRandom random) {
    List<String> words = new ArrayList<>(one.subList(0, 1 + random.nextInt(one.size())));
    words.addAll(other.subList(random.nextInt(other.size()), other.size()));
    return String.join(" ", words);
  }

  private static List<String> words(String utterance) {
    return Arrays.asList(utterance.strip().split("\\s+"));
  }
}
