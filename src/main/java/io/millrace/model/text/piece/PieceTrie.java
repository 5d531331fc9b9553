package io.millrace.model.text.piece;

import java.util.Arrays;
import java.util.Map;

/**
 * Strings and their ids, to be walked character by character.
 *
 * <p>One open-addressed table holds every edge: from a node, by a UTF-16 unit, to a node.
 *
 * <p>Immutable.
 */
final class PieceTrie {
  /** Where no edge leads. */
  static final int NONE = -1;

  /** Before the first character. */
  static final int ROOT = 0;

  private static final int UNIT_BITS = 16;
  private static final int FIRST_CAPACITY = 64;

  /** Fibonacci hashing: 2^64 divided by the golden ratio. */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private static final long EMPTY = -1;

  private long[] edges = filled(FIRST_CAPACITY);
  private int[] targets = new int[FIRST_CAPACITY];
  private int shift = Long.SIZE - Integer.numberOfTrailingZeros(FIRST_CAPACITY);

  /** Node to the id of the string that ends there, {@link #NONE} if none does. */
  private int[] ids = {NONE};

  private int nodes = 1;

  /**
   * @param strings string to id, 0 or more
   */
  PieceTrie(Map<String, Integer> strings) {
    strings.forEach(this::add);
    ids = Arrays.copyOf(ids, nodes);
  }

  /** The node behind a node and a UTF-16 unit, or {@link #NONE}. */
  int child(int node, char unit) {
    long edge = (long) node << UNIT_BITS | unit;
    int mask = edges.length - 1;
    for (int place = (int) (edge * SPREAD >>> shift); ; place = place + 1 & mask) {
      if (edges[place] == edge) {
        return targets[place];
      }
      if (edges[place] == EMPTY) {
        return NONE;
      }
    }
  }

  /** The id of the string that ends at a node, or {@link #NONE}. */
  int id(int node) {
    return ids[node];
  }

  /** The node behind a whole string, or {@link #NONE}. */
  int walk(String string) {
    int node = ROOT;
    for (int i = 0; i < string.length() && node != NONE; i++) {
      node = child(node, string.charAt(i));
    }
    return node;
  }

  private void add(String string, int id) {
    int node = ROOT;
    for (int i = 0; i < string.length(); i++) {
      int next = child(node, string.charAt(i));
      node = next == NONE ? grow(node, string.charAt(i)) : next;
    }
    ids[node] = id;
  }

  private int grow(int node, char unit) {
    // There are as many edges as nodes, but for the root.
    if (2 * nodes > edges.length) {
      rehash();
    }
    if (nodes == ids.length) {
      ids = Arrays.copyOf(ids, 2 * nodes);
      Arrays.fill(ids, nodes, ids.length, NONE);
    }
    put((long) node << UNIT_BITS | unit, nodes);
    return nodes++;
  }

  private void rehash() {
    long[] oldEdges = edges;
    int[] oldTargets = targets;
    edges = filled(2 * oldEdges.length);
    targets = new int[edges.length];
    shift--;
    for (int i = 0; i < oldEdges.length; i++) {
      if (oldEdges[i] != EMPTY) {
        put(oldEdges[i], oldTargets[i]);
      }
    }
  }

  private void put(long edge, int target) {
    int place = (int) (edge * SPREAD >>> shift);
    while (edges[place] != EMPTY) {
      place = place + 1 & edges.length - 1;
    }
    edges[place] = edge;
    targets[place] = target;
  }

  private static long[] filled(int capacity) {
    long[] edges = new long[capacity];
    Arrays.fill(edges, EMPTY);
    return edges;
  }
}
