package io.millrace.compress.quantize;

/**
 * How far numbers are from what stands for them.
 *
 * <p>{@code error = sqrt(sum (x - x_q)^2 / sum x^2)}
 *
 * <p>Not for sharing.
 */
public final class ErrorSum {
  private double squares;
  private double differences;

  /** Adds a number and what stands for it. */
  public void add(float value, float standing) {
    double difference = (double) value - standing;
    squares += (double) value * value;
    differences += difference * difference;
  }

  /** The error so far; of zeros none. */
  public double error() {
    return squares == 0 ? 0 : Math.sqrt(differences / squares);
  }
}
