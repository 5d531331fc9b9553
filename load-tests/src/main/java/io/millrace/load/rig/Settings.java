package io.millrace.load.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run was asked for.
 *
 * <p>Immutable.
 *
 * @param rate events due a second
 * @param duration how long they are, where the scenario does not end by itself
 * @param delivery the service's {@code millrace.delivery}
 * @param kills how often the scenario's fault happens
 * @param seed of everything random
 * @param bootstrap somebody else's broker, with a service on it
 * @param p99 objective of the scenarios that have one
 * @param bundle answers; the service's own when absent
 * @param patience how long nothing may come before what is missing counts as lost
 * @param home where Millrace was built
 */
public record Settings(
    double rate,
    Duration duration,
    Delivery delivery,
    int kills,
    long seed,
    Optional<String> bootstrap,
    Duration p99,
    Optional<Path> bundle,
    Duration patience,
    Path home) {

  /** What the service promises. */
  public enum Delivery {
    /** Nothing is lost. */
    AT_LEAST_ONCE,
    /** And nothing is doubled. */
    EXACTLY_ONCE;

    /** As the service's option says it. */
    public String option() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether nothing may be doubled, whatever breaks. */
  public boolean isExactlyOnce() {
    return delivery == Delivery.EXACTLY_ONCE;
  }

  /** The bundle that answers. */
  public Path answering() {
    return bundle.orElse(home.resolve("src/main/bundles/clinc150"));
  }
}
