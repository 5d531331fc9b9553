package io.millrace.model.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * {@code bundle.json}: the stages of one cascade, their temperatures and thresholds, what was
 * proved of them, and the checksums of all files.
 *
 * <p>Immutable. {@code checksums} maps each other file, by its path from the bundle's directory
 * with {@code /}, to its SHA-256.
 */
@JsonInclude(Include.NON_NULL)
public record BundleManifest(
    int formatVersion,
    String name,
    String version,
    List<String> labels,
    List<Stage> stages,
    Calibration calibration,
    Map<String, Double> measurements,
    Map<String, String> checksums) {

  /** The only version this code reads and writes. */
  public static final int FORMAT_VERSION = 1;

  /**
   * One stage of the cascade.
   *
   * @param directory path from the bundle's directory, such as {@code stages/0-student}
   * @param temperature divides the logits, above 0
   * @param threshold least confidence the gate accepts; 0 accepts all
   * @param confidence name of the confidence function
   * @param isotonic knots that bend the published confidence, rising; empty if nothing does
   * @param reliability on the calibration split, least sure first; empty if it was not measured
   */
  public record Stage(
      String name,
      String directory,
      double temperature,
      double threshold,
      String confidence,
      @JsonInclude(Include.NON_EMPTY) List<Knot> isotonic,
      @JsonInclude(Include.NON_EMPTY) List<Reliability> reliability) {
    public Stage {
      isotonic = isotonic == null ? List.of() : List.copyOf(isotonic);
      reliability = reliability == null ? List.of() : List.copyOf(reliability);
    }

    /** One whose reliability was not measured. */
    public Stage(
        String name, String directory, double temperature, double threshold, String confidence) {
      this(name, directory, temperature, threshold, confidence, List.of(), List.of());
    }

    /** One coordinate of the knots. */
    public double[] knots(ToDoubleFunction<Knot> coordinate) {
      return isotonic.stream().mapToDouble(coordinate).toArray();
    }
  }

  /** A confidence as temperature leaves it, and the accuracy that was found there; 0..1. */
  public record Knot(double confidence, double accuracy) {}

  /**
   * How often utterances of about one confidence have the stage's best label; shares 0..1.
   *
   * @param confidence the mean of the bin
   * @param count utterances in it
   */
  public record Reliability(double confidence, double accuracy, int count) {}

  /**
   * What calibration proved: with probability {@code 1 - delta} over the sample, the cascade's
   * accuracy is at most {@code maxDrop} below the last stage's.
   *
   * @param bound the upper confidence bound of the drop that was reached
   * @param sampleSize in-scope utterances of the calibration split
   * @param method name of the bound
   */
  public record Calibration(
      double maxDrop, double delta, int sampleSize, double bound, String method) {}

  public BundleManifest {
    labels = labels == null ? List.of() : List.copyOf(labels);
    stages = stages == null ? List.of() : List.copyOf(stages);
    measurements = measurements == null ? Map.of() : Map.copyOf(measurements);
    checksums = checksums == null ? Map.of() : Map.copyOf(checksums);
  }
}
