package io.millrace.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The bundle that commands use when none is given: the one that ships with the program. */
final class BundleOption {
  private BundleOption() {}

  /** The bundle given, or the default one below {@code millrace.home}, which the launcher sets. */
  static Path orDefault(Path given) {
    return given != null
        ? given
        : Path.of(System.getProperty("millrace.home", "."), "src/main/bundles/clinc150");
  }

  /** The bundle of a cascade's teacher alone, where there is one beside it. */
  static Optional<Path> teacherBeside(Path bundle) {
    Path place = bundle.toAbsolutePath().normalize();
    return Optional.of(place.resolveSibling(place.getFileName() + "-teacher"))
        .filter(Files::isDirectory);
  }
}
