package io.millrace.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Runs measurements one after the other; one that fails does not stop the others.
 *
 * <p>Immutable.
 */
public final class Bench {
  private static final Findings NONE = new Findings(new TreeMap<>(), List.of());

  private Bench() {}

  /** All of them, in their order. */
  public static Results run(
      List<Measurement> measurements, BenchSettings settings, Surroundings surroundings)
      throws InterruptedException {
    List<Results.Section> sections = new ArrayList<>();
    for (Measurement measurement : measurements) {
      settings
          .progress()
          .accept(
              String.format(
                  Locale.ROOT,
                  "[%d of %d] %s: %s",
                  sections.size() + 1,
                  measurements.size(),
                  measurement.name(),
                  measurement.question()));
      sections.add(run(measurement, settings));
    }
    return new Results(surroundings, sections);
  }

  private static Results.Section run(Measurement measurement, BenchSettings settings)
      throws InterruptedException {
    long start = System.nanoTime();
    Findings findings = NONE;
    String failure = null;
    try {
      findings = measurement.measure(settings);
    } catch (InterruptedException stop) {
      throw stop;
    } catch (Exception failed) {
      failure = failed.getMessage() == null ? failed.toString() : failed.getMessage();
      settings.progress().accept(measurement.name() + " failed: " + failure);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Results.Section(
        measurement.name(), measurement.question(), findings, failure, seconds);
  }
}
