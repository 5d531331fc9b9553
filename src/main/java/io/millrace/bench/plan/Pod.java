package io.millrace.bench.plan;

/**
 * A service.
 *
 * <p>Immutable.
 *
 * @param cores that its CPU time is counted against
 * @param peak events a second that it can answer at most
 */
public record Pod(int cores, double peak) {
  /** One that has its cores to itself. */
  static Pod alone(int cores, Calibration calibration) {
    return new Pod(cores, cores * calibration.peakOfCore());
  }
}
