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
    Abstention abstention,
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
   * accuracy is at most {@code maxDrop} below the last stage's. Together with {@link Abstention},
   * where there is one, that is as probable.
   *
   * @param sampleSize in-scope utterances of the calibration split that prove it
   * @param bound the upper confidence bound of the drop that was reached
   * @param method name of the bound
   * @param fittingSize other in-scope utterances of that split, to which temperatures, confidence
   *     functions and the order of the thresholds were fitted; null if the bundle does not say
   * @param cpuMicros CPU time a text of each stage, by which thresholds of several students were
   *     searched; empty when there was nothing to search
   */
  @JsonInclude(Include.NON_NULL)
  public record Calibration(
      double maxDrop,
      double delta,
      int sampleSize,
      double bound,
      String method,
      Integer fittingSize,
      @JsonInclude(Include.NON_EMPTY) List<Double> cpuMicros) {
    public Calibration {
      cpuMicros = cpuMicros == null ? List.of() : List.copyOf(cpuMicros);
    }

    /** One that says neither what was fitted nor what asking costs. */
    public Calibration(double maxDrop, double delta, int sampleSize, double bound, String method) {
      this(maxDrop, delta, sampleSize, bound, method, null, List.of());
    }
  }

  /**
   * What else calibration proved: with probability {@code 1 - delta} over the sample, the last
   * stage abstains on at most {@code maxFalseAbstention} of what is in scope, the cascade on less.
   *
   * @param sampleSize in-scope utterances of the calibration split that prove it
   * @param bound the upper confidence bound of that share that was reached
   */
  public record Abstention(double maxFalseAbstention, double delta, int sampleSize, double bound) {}

  /** One that proves nothing of what the last stage abstains on. */
  public BundleManifest(
      int formatVersion,
      String name,
      String version,
      List<String> labels,
      List<Stage> stages,
      Calibration calibration,
      Map<String, Double> measurements,
      Map<String, String> checksums) {
    this(formatVersion, name, version, labels, stages, calibration, null, measurements, checksums);
  }

  public BundleManifest {
    labels = labels == null ? List.of() : List.copyOf(labels);
    stages = stages == null ? List.of() : List.copyOf(stages);
    measurements = measurements == null ? Map.of() : Map.copyOf(measurements);
    checksums = checksums == null ? Map.of() : Map.copyOf(checksums);
  }
}
