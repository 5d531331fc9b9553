package io.millrace.serve.kafka.codec;

/**
 * What the two modes of CloudEvents have in common: the attributes that must be there, and those a
 * prediction carries.
 *
 * <p>Source: CloudEvents 1.0.2, section 3.1; Kafka protocol binding, section 3.
 */
final class CloudEvents {
  static final String HEADER_PREFIX = "ce_";
  static final String SPEC_VERSION = "1.0";

  /** A prediction's source; its id is {@code topic-partition-offset} of the event's record. */
  static final String SOURCE = "/millrace";

  static final String TYPE = "io.millrace.prediction.v1";

  private CloudEvents() {}

  /** Reads an attribute. */
  interface Attributes {
    /** Null if the attribute is absent. */
    String get(String name) throws BadEventException;
  }

  static void require(Attributes attributes) throws BadEventException {
    String version = attributes.get("specversion");
    if (!SPEC_VERSION.equals(version)) {
      throw new BadEventException("the CloudEvent's specversion is not " + SPEC_VERSION);
    }
    for (String name : new String[] {"id", "source", "type"}) {
      String value = attributes.get(name);
      if (value == null || value.isEmpty()) {
        throw new BadEventException("the CloudEvent has no " + name);
      }
    }
    if (!Utf8.isWellFormed(attributes.get("id"))) {
      throw new BadEventException("the CloudEvent's id holds half of a surrogate pair");
    }
  }
}
