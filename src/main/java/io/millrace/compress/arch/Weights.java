package io.millrace.compress.arch;

import io.millrace.model.bundle.FloatTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The trainable numbers of one model: the embedding table {@code [buckets, embedding]}, whose row 0
 * is zero for good, and the other tensors by name.
 *
 * <p>Not for sharing while somebody trains.
 */
public record Weights(FloatTensor table, Map<String, FloatTensor> others) {
  /** The table's name among the tensors of a file. */
  public static final String TABLE = "embedding";

  public Weights {
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  /** The weights in a map as a file holds it. */
  public static Weights of(Map<String, FloatTensor> tensors) {
    Map<String, FloatTensor> others = new LinkedHashMap<>(tensors);
    return new Weights(others.remove(TABLE), others);
  }

  /** All tensors by name, the table first. */
  public Map<String, FloatTensor> tensors() {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    tensors.put(TABLE, table);
    tensors.putAll(others);
    return tensors;
  }

  /** One of the tensors that are not the table. */
  public FloatTensor get(String name) {
    return others.get(name);
  }

  /** A copy that shares nothing. */
  public Weights copy() {
    Map<String, FloatTensor> copies = new LinkedHashMap<>();
    others.forEach((name, tensor) -> copies.put(name, tensor.copy()));
    return new Weights(table.copy(), copies);
  }
}
