package io.millrace.compress.arch;

/**
 * Compound scaling: one coefficient makes a model deeper and wider at once, in a fixed proportion
 * that doubles the floating-point operations with each unit.
 *
 * <p>{@code depth = depth0 * 1.2^s}, {@code embedding = embedding0 * b^s}, {@code channels =
 * channels0 * b^s}, with {@code 1.2 * b^2 = 2}. With {@code scale=s} the numbers of a SPEC, or
 * their defaults, are scaled by {@code s}; with {@code flops=N} by as much as leaves at most {@code
 * N} operations for a text of {@value Architecture#TEXT_TOKENS} words, the last dense tensor left
 * out, since labels decide its size; with both by the smaller of the two.
 *
 * <p>Source: Tan and Le, EfficientNet, ICML 2019, section 3.3, whose depth is scaled by 1.2 and
 * whose constraint is {@code depth * width^2 * resolution^2 = 2}; a text has no resolution, so that
 * all of its share goes to the widths.
 */
final class Scaling {
  private static final double DEPTH = 1.2;
  private static final double WIDTH = Math.sqrt(2 / DEPTH);

  /** Beyond this, sizes are absurd: a million times the operations. */
  private static final int MOST = 20;

  /** Scales are tried this much apart: no size that matters changes by less. */
  private static final double STEP = 0.05;

  /** A gigabyte of floats, and far below what an array holds. */
  private static final long MOST_NUMBERS = 1L << 28;

  private Scaling() {}

  static double depth(double scale) {
    return Math.pow(DEPTH, scale);
  }

  static double width(double scale) {
    return Math.pow(WIDTH, scale);
  }

  /** The architecture at the scale that a SPEC asks for. */
  static Architecture fit(Spec spec) {
    Kind kind = Kind.of(spec);
    long budget = spec.count("flops", Long.MAX_VALUE);
    double most = spec.real("scale", budget == Long.MAX_VALUE ? 0 : MOST, MOST);
    Architecture architecture = kind.read(spec.scaled(most));
    for (double scale = most; flops(architecture) > budget && scale > -MOST; scale -= STEP) {
      architecture = kind.read(spec.scaled(scale));
    }
    if (flops(architecture) > budget) {
      throw spec.refusal(
          "key flops: expected at least %d, the least of this kind, found %d"
              .formatted(flops(architecture), budget));
    }
    long table = (long) architecture.ngrams().buckets() * architecture.embedding();
    spec.require(
        table <= MOST_NUMBERS, "buckets", "at most 2^28 numbers in buckets * embedding", table);
    return architecture;
  }

  private static long flops(Architecture architecture) {
    return architecture.featureFlops(Architecture.TEXT_TOKENS);
  }
}
