package io.millrace.load.rig;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * How events get to the service and answers back.
 *
 * <p>Immutable.
 *
 * @param bootstrap somebody else's broker, with a service on it
 * @param client settings of Kafka clients, for its security
 * @param topics of the service
 * @param url somebody else's service over HTTP
 * @param model asked by name
 */
public record Way(
    Over over,
    Optional<String> bootstrap,
    Map<String, Object> client,
    Topics topics,
    Optional<URI> url,
    String model) {
  /** The protocol. */
  public enum Over {
    /** Records. */
    KAFKA,
    /** {@code POST /predict}. */
    HTTP,
    /** {@code POST /v2/models/NAME/infer}. */
    OIP
  }

  /** Names of the service's topics, and of its group. */
  public record Topics(String events, String predictions, String deadLetters, String group) {}

  /** Whether the rig starts the service itself. */
  public boolean isOwn() {
    return bootstrap.isEmpty() && url.isEmpty();
  }

  /** Whether records go to Kafka and come from it. */
  boolean isKafka() {
    return over == Over.KAFKA;
  }
}
