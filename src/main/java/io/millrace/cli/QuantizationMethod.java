package io.millrace.cli;

/** How bits stand for numbers. */
enum QuantizationMethod {
  LINEAR(2, 8),
  LOG(2, 4),
  KMEANS(1, 4);

  private static final int MOST = 8;

  private final int least;

  /** Bits when none are given. */
  final int usual;

  QuantizationMethod(int least, int usual) {
    this.least = least;
    this.usual = usual;
  }

  /**
   * The bits given, or the usual ones.
   *
   * @throws IllegalArgumentException if the method has no such bits
   */
  int checked(Integer bits) {
    if (bits != null && (bits < least || bits > MOST)) {
      throw new IllegalArgumentException(
          "bits: expected %d to %d, found %d".formatted(least, MOST, bits));
    }
    return bits == null ? usual : bits;
  }
}
