package io.millrace.serve.metric;

import java.util.List;

/**
 * The catalogue: every meter of the service, once. README's table is checked against it.
 *
 * <p>Names are Prometheus names; base units; tags few and bounded.
 */
public enum Meter {
  END_TO_END(
      "millrace_end_to_end_seconds",
      Kind.LATENCY,
      "From the record's timestamp to its answer",
      "outcome"),
  ANSWER(
      "millrace_answer_seconds",
      Kind.LATENCY,
      "From an event's arrival in the cascade to its answer, by who answered",
      "stage"),
  STAGE_QUEUE("millrace_stage_queue_seconds", Kind.LATENCY, "Waiting for a batch", "stage"),
  STAGE_SERVICE("millrace_stage_service_seconds", Kind.LATENCY, "One engine call", "stage"),
  TOKENIZE("millrace_tokenize_seconds", Kind.LATENCY, "Utterance to token ids", "stage"),
  EVENTS("millrace_events_total", Kind.COUNTER, "Events finished, dead letters aside", "outcome"),
  ANSWERED("millrace_answered_total", Kind.COUNTER, "Events answered by a stage", "stage"),
  ESCALATIONS("millrace_escalations_total", Kind.COUNTER, "Events a stage passed on", "stage"),
  DEAD_LETTERS(
      "millrace_dead_letters_total", Kind.COUNTER, "Records that can never be answered", "kind"),
  PASSED_ON(
      "millrace_passed_on_total",
      Kind.COUNTER,
      "Events that students passed on to the teacher's processes"),
  BREAKER_OPEN(
      "millrace_breaker_open",
      Kind.GAUGE,
      "1 while a flood of dead letters has stopped the intake"),
  BATCH_REQUESTS("millrace_batch_requests", Kind.SIZES, "Requests in one engine call", "stage"),
  PADDING(
      "millrace_padding_ratio", Kind.SHARE, "Share of padded tokens in one engine call", "stage"),
  CACHE_REQUESTS(
      "millrace_cache_requests_total",
      Kind.COUNTER,
      "Questions to the cache of repeats: hit or miss",
      "result"),
  CONFIDENCE(
      "millrace_confidence",
      Kind.SHARE,
      "How sure a stage is, which its gate compares with the threshold",
      "stage"),
  ENGINE_FAILURES(
      "millrace_engine_failures_total", Kind.COUNTER, "Engine calls that failed", "stage"),
  IN_FLIGHT("millrace_in_flight", Kind.GAUGE, "Events taken from Kafka and not yet committed"),
  BACKLOG(
      "millrace_backlog_seconds",
      Kind.GAUGE,
      "Estimated engine work waiting, the figure to scale on"),
  THRESHOLD("millrace_threshold", Kind.GAUGE, "Least confidence a gate accepts", "stage"),
  BUNDLE_INFO("millrace_bundle_info", Kind.GAUGE, "1 for the bundle in force", "bundle"),
  BUNDLE_SHARE(
      "millrace_bundle_share",
      Kind.GAUGE,
      "Share of the conversations that a bundle answers: the one in force, and a canary",
      "bundle"),
  AUDITS(
      "millrace_audits_total",
      Kind.COUNTER,
      "Events chosen for an audit: agreed, disagreed, or why they were dropped",
      "result"),
  LESSONS(
      "millrace_lessons_total",
      Kind.COUNTER,
      "Events with the teacher's logits for the distillation topic: kept, or unsent",
      "result"),
  AGREEMENT(
      "millrace_agreement_ratio",
      Kind.GAUGE,
      "Share of audited events on which the last stage agrees, in the newest window",
      "bundle",
      "stage"),
  ACCURACY(
      "millrace_accuracy_ratio",
      Kind.GAUGE,
      "Share of events whose label was told that had it, in the newest window",
      "bundle",
      "stage"),
  COVERAGE(
      "millrace_coverage_ratio",
      Kind.GAUGE,
      "Share of a bundle's events that a stage accepts, in the newest window",
      "bundle",
      "stage"),
  DRIFT("millrace_drift", Kind.GAUGE, "Evidence of drift; 1 or more raises an alarm", "test"),
  QUALITY_DROPPED(
      "millrace_quality_dropped_total",
      Kind.COUNTER,
      "Records that moved no figure of quality, or not as they said",
      "reason"),
  POLICY_REJECTED(
      "millrace_policy_rejected_total",
      Kind.COUNTER,
      "Records of the policy topic that moved no threshold",
      "reason"),
  LOAD_LEVEL(
      "millrace_load_level", Kind.GAUGE, "Steps by which load has moved thresholds to their floor"),
  SPANS(
      "millrace_spans_total",
      Kind.COUNTER,
      "Spans of traces: exported, or lost because the export failed or they were too many",
      "result");

  /** What a meter measures, which decides its buckets. */
  public enum Kind {
    COUNTER,
    GAUGE,
    /** Seconds, 0.1 ms to 10 s. */
    LATENCY,
    /** Powers of two. */
    SIZES,
    /** 0..1 in twentieths. */
    SHARE
  }

  private final String prometheusName;
  private final Kind kind;
  private final String description;
  private final List<String> tags;

  Meter(String prometheusName, Kind kind, String description, String... tags) {
    this.prometheusName = prometheusName;
    this.kind = kind;
    this.description = description;
    this.tags = List.of(tags);
  }

  public String prometheusName() {
    return prometheusName;
  }

  public Kind kind() {
    return kind;
  }

  public String description() {
    return description;
  }

  public List<String> tags() {
    return tags;
  }
}
