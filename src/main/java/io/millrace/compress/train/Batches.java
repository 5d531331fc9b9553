package io.millrace.compress.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Cuts examples into batches of like length, in random order. */
final class Batches {
  /** Batches sorted by length together: enough to save padding, few enough to stay random. */
  private static final int SORTED_TOGETHER = 40;

  private Batches() {}

  static List<List<Example>> shuffled(List<Example> examples, int size, SplittableRandom random) {
    Random shuffler = Random.from(random);
    List<Example> order = new ArrayList<>(examples);
    Collections.shuffle(order, shuffler);
    List<List<Example>> batches = new ArrayList<>();
    for (int from = 0; from < order.size(); from += size * SORTED_TOGETHER) {
      int to = Math.min(order.size(), from + size * SORTED_TOGETHER);
      List<Example> like = order.subList(from, to);
      like.sort(Comparator.comparingInt(example -> example.ids().length()));
      batches.addAll(inOrder(like, size));
    }
    Collections.shuffle(batches, shuffler);
    return batches;
  }

  static <T> List<List<T>> inOrder(List<T> items, int size) {
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      batches.add(items.subList(from, Math.min(items.size(), from + size)));
    }
    return batches;
  }
}
