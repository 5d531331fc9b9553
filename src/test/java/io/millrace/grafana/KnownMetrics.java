package io.millrace.grafana;

import io.millrace.serve.metric.Meter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names that dashboards and rules may use. */
final class KnownMetrics {
  /**
   * Of the JVM, of HTTP and of Kafka's clients, by their names in a scrape; {@link DashboardsIT}
   * finds each in a real one.
   */
  static final List<String> OF_CLIENTS =
      List.of(
          "http_server_requests_seconds",
          "jvm_buffer_memory_used_bytes",
          "jvm_gc_memory_allocated_bytes_total",
          "jvm_gc_pause_seconds",
          "jvm_gc_pause_seconds_max",
          "jvm_memory_committed_bytes",
          "jvm_memory_max_bytes",
          "jvm_memory_used_bytes",
          "jvm_threads_states_threads",
          "kafka_consumer_connection",
          "kafka_consumer_coordinator_assigned_partitions",
          "kafka_consumer_coordinator_commit_latency_avg",
          "kafka_consumer_coordinator_commit_latency_max",
          "kafka_consumer_coordinator_failed_rebalance_total",
          "kafka_consumer_coordinator_last_heartbeat_seconds_ago",
          "kafka_consumer_coordinator_rebalance_total",
          "kafka_consumer_fetch_manager_bytes_consumed_total",
          "kafka_consumer_fetch_manager_fetch_latency_avg",
          "kafka_consumer_fetch_manager_fetch_latency_max",
          "kafka_consumer_fetch_manager_fetch_throttle_time_max",
          "kafka_consumer_fetch_manager_records_consumed_total",
          "kafka_consumer_fetch_manager_records_lag_max",
          "kafka_consumer_last_poll_seconds_ago",
          "kafka_consumer_time_between_poll_max",
          "kafka_producer_batch_size_avg",
          "kafka_producer_buffer_available_bytes",
          "kafka_producer_buffer_total_bytes",
          "kafka_producer_connection",
          "kafka_producer_outgoing_byte_total",
          "kafka_producer_produce_throttle_time_max",
          "kafka_producer_record_error_total",
          "kafka_producer_record_queue_time_avg",
          "kafka_producer_record_retry_total",
          "kafka_producer_record_send_total",
          "kafka_producer_records_per_request_avg",
          "kafka_producer_request_latency_avg",
          "kafka_producer_request_latency_max",
          "process_cpu_time_ns_total",
          "process_cpu_usage",
          "process_files_max_files",
          "process_files_open_files",
          "process_uptime_seconds",
          "system_cpu",
          "system_cpu_usage");

  private KnownMetrics() {}

  static Set<String> all(List<Dashboards.Rule> rules) {
    return Stream.of(
            Arrays.stream(Meter.values()).map(Meter::prometheusName),
            OF_CLIENTS.stream(),
            rules.stream().filter(rule -> !rule.isAlert()).map(Dashboards.Rule::name))
        .flatMap(names -> names)
        .collect(Collectors.toSet());
  }
}
