package io.millrace.compress.quantize;

import io.millrace.compress.graph.Node;
import java.util.List;

/**
 * What a quantization did.
 *
 * <p>Immutable.
 *
 * @param shrunk the constants that are stored in fewer bits now
 * @param left what stayed as it was, and why
 */
public record Report(List<Shrunk> shrunk, List<Left> left) {
  public Report {
    shrunk = List.copyOf(shrunk);
    left = List.copyOf(left);
  }

  /** A node that stayed as it was. */
  public record Left(Node node, String reason) {}
}
