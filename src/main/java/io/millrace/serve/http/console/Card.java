package io.millrace.serve.http.console;

import java.util.List;

/**
 * What a bundle is, for people.
 *
 * <p>Immutable.
 *
 * @param name {@code name:version}
 * @param calibration what was proved of it; null if nothing was
 */
public record Card(String name, List<String> labels, List<Stage> stages, Calibration calibration) {

  /**
   * One stage.
   *
   * @param function what its gate compares with the threshold
   * @param reliability empty if the bundle does not say
   */
  public record Stage(
      String name, double threshold, String function, double temperature, List<Bin> reliability) {}

  /** How often utterances of about one confidence were answered rightly; shares 0..1. */
  public record Bin(double confidence, double accuracy, int count) {}

  /** With probability {@code 1 - delta} accuracy drops by at most {@code maxDrop}. */
  public record Calibration(double maxDrop, double delta, double bound, int sampleSize) {}
}
