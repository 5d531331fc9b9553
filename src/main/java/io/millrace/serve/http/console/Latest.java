package io.millrace.serve.http.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last few of what was added.
 *
 * <p>Safe for use by many threads.
 */
final class Latest<T> {
  private final Deque<T> newestFirst;
  private final int most;

  /** Empty. */
  Latest(int most) {
    this.newestFirst = new ArrayDeque<>(most);
    this.most = most;
  }

  synchronized void add(T one) {
    if (newestFirst.size() == most) {
      newestFirst.removeLast();
    }
    newestFirst.addFirst(one);
  }

  synchronized List<T> newestFirst() {
    return List.copyOf(newestFirst);
  }
}
