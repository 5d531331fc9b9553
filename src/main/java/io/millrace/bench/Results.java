package io.millrace.bench;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all measurements of a run found.
 *
 * <p>Immutable.
 */
public record Results(Surroundings surroundings, List<Section> sections) {
  public Results {
    sections = List.copyOf(sections);
  }

  /**
   * One measurement.
   *
   * @param findings empty where it failed
   * @param failure why it failed; null if it did not
   * @param seconds how long it took
   */
  public record Section(
      String name, String question, Findings findings, String failure, double seconds) {}

  /** All figures. */
  public SortedMap<String, Double> figures() {
    SortedMap<String, Double> figures = new TreeMap<>();
    sections.forEach(section -> figures.putAll(section.findings().figures()));
    return figures;
  }

  /** True if a measurement failed. */
  public boolean hasFailures() {
    return sections.stream().anyMatch(section -> section.failure() != null);
  }
}
