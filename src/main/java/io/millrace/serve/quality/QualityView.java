package io.millrace.serve.quality;

import java.util.List;
import java.util.Optional;

/** The newest figures, wherever in the group of processes they were made. */
public interface QualityView {
  /**
   * Figures of all bundles of a name, each a JSON object as on the quality topic; empty if there
   * are none to be had here now.
   *
   * @param model name of the bundle, without version
   */
  Optional<List<String>> figures(String model);
}
