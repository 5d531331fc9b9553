package io.millrace.serve.metric;

import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which meters of the JVM, of HTTP and of Kafka's clients are shown besides those of the catalogue:
 * those that a dashboard or an alert reads, a fixed number whatever the number of partitions and
 * brokers. The clients alone have 300 others.
 *
 * <p>Micrometer's names: Prometheus has underscores for dots, and units and {@code _total} behind.
 */
public final class ClientMeters {
  private static final Set<String> PROCESS =
      Set.of(
          "http.server.requests",
          "jvm.buffer.memory.used",
          "jvm.gc.memory.allocated",
          "jvm.gc.overhead",
          "jvm.gc.pause",
          "jvm.memory.committed",
          "jvm.memory.max",
          "jvm.memory.used",
          "jvm.threads.live",
          "jvm.threads.states",
          "process.cpu.time",
          "process.cpu.usage",
          "process.files.max",
          "process.files.open",
          "process.start.time",
          "process.uptime",
          "system.cpu.count",
          "system.cpu.usage",
          "system.load.average.1m");

  private static final Set<String> CONSUMER =
      Set.of(
          "connection.count",
          "coordinator.assigned.partitions",
          "coordinator.commit.latency.avg",
          "coordinator.commit.latency.max",
          "coordinator.failed.rebalance.total",
          "coordinator.last.heartbeat.seconds.ago",
          "coordinator.rebalance.total",
          "fetch.manager.bytes.consumed.total",
          "fetch.manager.fetch.latency.avg",
          "fetch.manager.fetch.latency.max",
          "fetch.manager.fetch.throttle.time.max",
          "fetch.manager.records.consumed.total",
          "fetch.manager.records.lag.max",
          "last.poll.seconds.ago",
          "time.between.poll.max");

  private static final Set<String> PRODUCER =
      Set.of(
          "batch.size.avg",
          "buffer.available.bytes",
          "buffer.total.bytes",
          "connection.count",
          "outgoing.byte.total",
          "produce.throttle.time.max",
          "record.error.total",
          "record.queue.time.avg",
          "record.retry.total",
          "record.send.total",
          "records.per.request.avg",
          "request.latency.avg",
          "request.latency.max");

  private static final Set<String> CATALOGUE =
      Arrays.stream(Meter.values()).map(Meters::dotted).collect(Collectors.toSet());

  private ClientMeters() {}

  /** Keeps those out that are not listed. */
  public static MeterFilter filter() {
    return MeterFilter.denyUnless(id -> isShown(id.getName()));
  }

  private static boolean isShown(String name) {
    return PROCESS.contains(name)
        || CATALOGUE.contains(name)
        || isOf(name, "kafka.consumer.", CONSUMER)
        || isOf(name, "kafka.producer.", PRODUCER);
  }

  private static boolean isOf(String name, String prefix, Set<String> rest) {
    return name.startsWith(prefix) && rest.contains(name.substring(prefix.length()));
  }
}
