package io.millrace.load.ledger;

import java.util.Locale;

/**
 * A ledger's sums at one moment.
 *
 * <p>Immutable.
 *
 * @param due events that ought to have been sent
 * @param sent events that Kafka has
 * @param answered events with a prediction
 * @param deadLettered events with a dead letter
 * @param lost sent events with neither, nor refused
 * @param refused events that HTTP did not take, or did not answer
 * @param duplicated outputs beyond an event's first
 * @param inversions first answers that came after one of a later event of their key
 * @param wrong outputs of the wrong kind, key, id or bytes
 * @param condemned events that had to become dead letters
 * @param latency from due to read
 * @param service in the service, by its own word
 * @param eventsPerSecond answered, from the first due to the last answer
 */
public record Standing(
    int due,
    int sent,
    int answered,
    int deadLettered,
    int lost,
    int refused,
    int duplicated,
    int inversions,
    int wrong,
    int condemned,
    Latency latency,
    Latency service,
    double eventsPerSecond) {

  /** One line of it. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "sent %,d   answered %,d   dead letters %,d   waiting %,d   duplicated %,d   inversions %,d"
            + "   p99 %,.1f ms",
        sent,
        answered,
        deadLettered,
        lost,
        duplicated,
        inversions,
        latency.p99Ms());
  }

  /** One flat JSON object. */
  public String json(String scenario, boolean objectivesHeld) {
    return String.format(
        Locale.ROOT,
        "{\"scenario\":\"%s\",\"sent\":%d,\"answered\":%d,\"deadLettered\":%d,\"lost\":%d,\"duplicated\":%d,"
            + "\"inversions\":%d,\"p50Ms\":%s,\"p99Ms\":%s,\"p999Ms\":%s,\"eventsPerSecond\":%.1f,\"objectivesHeld\":%b}%n",
        scenario,
        sent,
        answered,
        deadLettered,
        lost,
        duplicated,
        inversions,
        number(latency.p50Ms()),
        number(latency.p99Ms()),
        number(latency.p999Ms()),
        eventsPerSecond,
        objectivesHeld);
  }

  /** JSON has no word for what is not a number but this. */
  private static String number(double value) {
    return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.3f", value);
  }
}
