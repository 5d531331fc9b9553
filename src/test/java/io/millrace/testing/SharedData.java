package io.millrace.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The data sets that are too large for the repository: in {@code MILLRACE_DATA} (system property or
 * environment), else in {@code ../shared/data}. Tests that need one are skipped where it is absent.
 */
public final class SharedData {
  private SharedData() {}

  /** The path of a file or folder below the data directory; ends the test as skipped if absent. */
  public static Path require(String name) {
    String given = System.getProperty("MILLRACE_DATA", System.getenv("MILLRACE_DATA"));
    Path path = Path.of(given == null ? "../shared/data" : given).resolve(name);
    Assumptions.assumeTrue(Files.exists(path), () -> path + " is absent");
    return path;
  }
}
