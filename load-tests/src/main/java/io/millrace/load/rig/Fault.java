package io.millrace.load.rig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * One kind of trouble.
 *
 * <p>Not for sharing: one run.
 */
public interface Fault {
  /** What happens, in a word or two. */
  String name();

  /**
   * Environment of the services that it needs.
   *
   * @param directory for files that it names
   */
  default Map<String, String> options(Settings settings, Path directory) throws IOException {
    return Map.of();
  }

  /** When the services are ready, before the first event. */
  default void prepare(Rig rig) {}

  /**
   * Strikes while events flow, and waits until the service has overcome it.
   *
   * @param number of the strike, from 1
   * @return false if it missed, or was not overcome in time
   * @throws IOException if the rig cannot do it
   */
  boolean strike(Rig rig, int number) throws IOException, InterruptedException;

  /** Enters what it alone knows. */
  default void report(Figures figures) {}
}
