package io.millrace.load.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run was asked for, beyond its scenario.
 *
 * @param delivery the service's {@code millrace.delivery}
 * @param seed of everything random
 * @param way to the service
 * @param bundle answers; the service's own when absent
 * @param patience how long nothing may come before what is missing counts as lost
 * @param home where Millrace was built
 */
public record Settings(
    Delivery delivery, long seed, Way way, Optional<Path> bundle, Duration patience, Path home) {
  /** The service's default of {@code millrace.in-flight.events}. */
  private static final int IN_FLIGHT_LIMIT = 4_096;

  /** What the service promises. */
  public enum Delivery {
    /** Nothing is lost. */
    AT_LEAST_ONCE,
    /** And nothing is doubled. */
    EXACTLY_ONCE;

    /** As the service's option says it. */
    public String option() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How many events one fault may double. */
  int mayDouble() {
    return delivery == Delivery.EXACTLY_ONCE ? 0 : IN_FLIGHT_LIMIT;
  }

  /** The bundle that answers. */
  public Path answering() {
    return bundle.orElse(home.resolve("src/main/bundles/clinc150"));
  }
}
