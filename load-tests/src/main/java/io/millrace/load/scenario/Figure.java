package io.millrace.load.scenario;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be known of a run, and so be an objective. Times in milliseconds. */
public enum Figure {
  DUE("due", "due"),
  SENT("sent", "sent"),
  NOT_SENT("notSent", "due and never sent"),
  ANSWERED("answered", "answered"),
  DEAD_LETTERED("deadLettered", "dead-lettered, or refused as bad by HTTP"),
  DEAD_LETTERS_BEYOND_POISON(
      "deadLettersBeyondPoison", "dead letters beyond, or short of, the poison sent"),
  LOST("lost", "lost: neither answered nor dead-lettered"),
  REFUSED("refused", "requests that HTTP refused or failed"),
  DUPLICATED("duplicated", "duplicated: outputs beyond an event's first"),
  DUPLICATED_BEYOND_PROMISE(
      "duplicatedBeyondPromise", "duplicated beyond what the delivery allows"),
  INVERSIONS("inversions", "inversions: answers out of order within a key"),
  WRONG("wrong", "outputs of wrong kind, key, id or bytes"),
  UNSETTLED("unsettled", "not everything committed and read in the end"),
  P50("p50Ms", "latency p50 ms, due to read"),
  P90("p90Ms", "latency p90 ms"),
  P99("p99Ms", "latency p99 ms"),
  P999("p999Ms", "latency p99.9 ms"),
  MAX("maxMs", "highest latency ms"),
  SERVICE_P50("serviceP50Ms", "p50 ms in the service, by its own word"),
  SERVICE_P99("serviceP99Ms", "p99 ms in the service"),
  SERVICE_P999("serviceP999Ms", "p99.9 ms in the service"),
  EVENTS_PER_SECOND("eventsPerSecond", "answered a second"),
  SATURATION("saturationEventsPerSecond", "highest rate that holds"),
  CPU("cpuCores", "CPU of the services, cores"),
  MEMORY("maxMemoryMiB", "most resident memory of the services, MiB"),
  MEMORY_GROWTH("memoryGrowthPercent", "growth of memory in the second half, %"),
  FAULTS("faults", "faults that struck"),
  NOT_OVERCOME("faultsNotOvercome", "faults that missed, or were not overcome"),
  SERVICES_ENDED("servicesEnded", "services that ended by themselves"),
  RESUME("resumeMs", "ms from the end of a stall to an answer"),
  MEMBERSHIP_CHANGES("membershipChanges", "seconds of a stall in another group generation"),
  STALL_MEMORY("stallMemoryMiB", "more resident memory in a stall, MiB"),
  WRONG_VERSIONS("wrongVersions", "answers by a bundle that must not have answered");

  private final String key;
  private final String text;

  Figure(String key, String text) {
    this.key = key;
    this.text = text;
  }

  /** As files and JSON name it. */
  public String key() {
    return key;
  }

  /** For people. */
  public String text() {
    return text;
  }

  /** The figure of a key. */
  public static Optional<Figure> named(String key) {
    return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
  }

  /** All keys, for people who mistyped one. */
  public static String keys() {
    return Arrays.stream(values()).map(Figure::key).collect(Collectors.joining(", "));
  }

  /** A value, short. */
  public static String format(double value) {
    return Double.isNaN(value)
        ? "not measured"
        : String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.2f", value);
  }
}
