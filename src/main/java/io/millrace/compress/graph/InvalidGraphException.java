package io.millrace.compress.graph;

/** A graph that is no valid ONNX model, or that cannot be worked on; names file, node or tensor. */
public final class InvalidGraphException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidGraphException(String message) {
    super(message);
  }

  public InvalidGraphException(String message, Throwable cause) {
    super(message, cause);
  }
}
