package io.millrace.serve.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.TemperatureScaling;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.Request;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.cascade.AuditListener;
import io.millrace.serve.cascade.Cascade;
import io.millrace.serve.cascade.CascadeListener;
import io.millrace.serve.cascade.CascadeStage;
import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.cascade.LoadedBundle;
import io.millrace.serve.cascade.PolicyListener;
import io.millrace.serve.cascade.Trace;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.quality.QualityListener.Shares;
import io.millrace.serve.quality.Reason;
import io.millrace.serve.quality.evidence.DriftTest;
import io.millrace.serve.quality.evidence.Share;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the catalogue promises is what a scrape shows, by the registry that the service uses. */
class CatalogueTest {
  private static final List<String> STAGES = List.of("student", "teacher");
  private static final List<Request<?>> EIGHT = Collections.nCopies(8, null);
  private static final Pattern SAMPLE = Pattern.compile("(?m)^(millrace_\\w+)(\\{.*})? \\S+$");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private Meters meters;
  private BatchMeters batch;
  private CascadeMeters cascade;
  private BundleMeters bundle;
  private KafkaMeters kafka;
  private AuditMeters audits;
  private PolicyMeters policy;
  private QualityMeters quality;
  private SpanMeters spans;

  @BeforeEach
  void makeMeters() {
    meters = new Meters(registry);
    batch = new BatchMeters(meters, STAGES, _ -> null);
    cascade = new CascadeMeters(meters, STAGES);
    kafka = new KafkaMeters(meters);
    audits = new AuditMeters(meters);
    new LessonMeters(meters);
    policy = new PolicyMeters(meters);
    quality = new QualityMeters(meters, "fake:1", STAGES);
    spans = new SpanMeters(meters);
    bundle = new BundleMeters(meters, new LiveCascade(idleCascade()));
  }

  @ParameterizedTest
  @EnumSource
  void everyMeterIsInTheScrapeBeforeAnythingHappens(Meter meter) {
    String sample = meter.prometheusName() + suffix(meter);

    List<String> tags =
        SAMPLE
            .matcher(registry.scrape())
            .results()
            .filter(result -> result.group(1).equals(sample))
            .map(CatalogueTest::tagNames)
            .toList();

    assertThat(tags).as(sample).isNotEmpty().containsOnly(String.join(",", meter.tags()));
  }

  @Test
  void nothingElseIsInTheScrape() {
    String names =
        String.join("|", Arrays.stream(Meter.values()).map(Meter::prometheusName).toList());
    Pattern known = Pattern.compile("(" + names + ")(_bucket|_count|_sum|_max|_created)?");

    assertThat(SAMPLE.matcher(registry.scrape()).results().map(result -> result.group(1)))
        .isNotEmpty()
        .allMatch(known.asMatchPredicate());
  }

  @Test
  void feedsTheMetersOfBatches() {
    batch.dequeued(1, 2_000_000);
    batch.served(1, EIGHT, 0.25, 3_000_000);

    assertSample("millrace_stage_queue_seconds_sum{stage=\"teacher\"}", 0.002);
    assertSample("millrace_stage_service_seconds_sum{stage=\"teacher\"}", 0.003);
    assertSample("millrace_batch_requests_bucket{stage=\"teacher\",le=\"4.0\"}", 0);
    assertSample("millrace_batch_requests_bucket{stage=\"teacher\",le=\"8.0\"}", 1);
    assertSample("millrace_padding_ratio_sum{stage=\"teacher\"}", 0.25);
    assertSample("millrace_stage_queue_seconds_count{stage=\"student\"}", 0);
  }

  @Test
  void feedsTheMetersOfTheCascade() {
    cascade.tokenized(0, 5_000);
    cascade.judged(0, 0.62);
    cascade.recalled(0, true);
    cascade.escalated(0);
    cascade.answered(1, Outcome.ABSTAINED, 7_000_000);
    cascade.answered(-1, Outcome.LATE, 0);

    assertSample("millrace_tokenize_seconds_count{stage=\"student\"}", 1);
    assertSample("millrace_confidence_bucket{stage=\"student\",le=\"0.6\"}", 0);
    assertSample("millrace_confidence_bucket{stage=\"student\",le=\"0.65\"}", 1);
    assertSample("millrace_cache_requests_total{result=\"hit\"}", 1);
    assertSample("millrace_cache_requests_total{result=\"miss\"}", 0);
    assertSample("millrace_escalations_total{stage=\"student\"}", 1);
    assertSample("millrace_answered_total{stage=\"teacher\"}", 1);
    assertSample("millrace_answered_total{stage=\"none\"}", 1);
    assertSample("millrace_answer_seconds_sum{stage=\"teacher\"}", 0.007);
  }

  @Test
  void showsTheBundleInForceAlone() {
    assertSample("millrace_threshold{stage=\"student\"}", 0.8);
    assertSample("millrace_bundle_info{bundle=\"fake:1\"}", 1);

    bundle.show(bundle("fake:2", List.of("student"), 0.9));

    // Read from the cascade in force, which is the first one still.
    assertSample("millrace_threshold{stage=\"student\"}", 0.8);
    assertSample("millrace_bundle_info{bundle=\"fake:2\"}", 1);
    assertThat(registry.scrape())
        .doesNotContain("millrace_bundle_info{bundle=\"fake:1\"")
        .doesNotContain("millrace_threshold{stage=\"teacher\"");
  }

  @Test
  void countsOnWhenABundleOfTheSameStagesComesIntoForce() {
    batch.served(0, EIGHT, 0.25, 3_000_000);
    cascade.judged(0, 0.62);

    new BatchMeters(meters, STAGES, _ -> null).served(0, EIGHT, 0.25, 3_000_000);
    new CascadeMeters(meters, STAGES).judged(0, 0.62);

    assertSample("millrace_padding_ratio_count{stage=\"student\"}", 2);
    assertSample("millrace_confidence_count{stage=\"student\"}", 2);
    assertSample("millrace_stage_service_seconds_count{stage=\"student\"}", 2);
  }

  @Test
  void feedsTheMetersOfEvents() {
    kafka.answered(Outcome.LATE, 1_000_000_000, Trace.NONE);
    kafka.deadLettered("t-0-1", Rejection.badEvent("no text"));
    kafka.inFlight(7);

    assertSample("millrace_end_to_end_seconds_sum{outcome=\"late\"}", 1);
    assertSample("millrace_events_total{outcome=\"late\"}", 1);
    assertSample("millrace_dead_letters_total{kind=\"bad_event\"}", 1);
    assertSample("millrace_in_flight", 7);
  }

  @Test
  void feedsTheMetersOfAudits() {
    audits.dropped(AuditListener.Reason.BUSY);

    assertSample("millrace_audits_total{result=\"busy\"}", 1);
    assertSample("millrace_audits_total{result=\"agreed\"}", 0);
  }

  @Test
  void feedsTheMetersOfThresholds() {
    policy.rejected(PolicyListener.Reason.OUT_OF_BOUNDS);
    policy.level(3);

    assertSample("millrace_policy_rejected_total{reason=\"out_of_bounds\"}", 1);
    assertSample("millrace_load_level", 3);
  }

  @Test
  void feedsTheMetersOfQuality() {
    quality.dropped(Reason.LATE);
    Shares shares = new Shares(new Share(9, 10), new Share(1, 2), new Share(4, 5));
    quality.window("fake:2", "student", 1_000, shares);
    quality.drift("fake:1", DriftTest.LABELS, 0.5);
    quality.drift("fake:2", DriftTest.LABELS, 0.1);

    assertSample("millrace_quality_dropped_total{reason=\"late\"}", 1);
    assertSample("millrace_agreement_ratio{bundle=\"fake:2\",stage=\"student\"}", 0.9);
    assertSample("millrace_accuracy_ratio{bundle=\"fake:2\",stage=\"student\"}", 0.5);
    assertSample("millrace_coverage_ratio{bundle=\"fake:2\",stage=\"student\"}", 0.8);
    assertSample("millrace_agreement_ratio{bundle=\"fake:1\",stage=\"teacher\"}", Double.NaN);
    assertSample("millrace_drift{test=\"labels\"}", 0.5);
  }

  @Test
  void feedsTheMeterOfSpans() {
    spans.exported(5);
    spans.failed(3);
    spans.dropped();

    assertSample("millrace_spans_total{result=\"exported\"}", 5);
    assertSample("millrace_spans_total{result=\"failed\"}", 3);
    assertSample("millrace_spans_total{result=\"dropped\"}", 1);
  }

  @Test
  void forgetsABundleThatAnswersNoMore() {
    Shares shares = new Shares(new Share(9, 10), new Share(1, 2), new Share(4, 5));
    quality.window("fake:2", "all", 1_000, shares);
    quality.drift("fake:2", DriftTest.LABELS, 7);

    quality.window("fake:3", "all", 3_600_000, shares);

    assertThat(registry.scrape()).doesNotContain("fake:2").contains("fake:3");
    assertSample("millrace_drift{test=\"labels\"}", 0);
  }

  private void assertSample(String sample, double value) {
    assertThat(registry.scrape().lines().filter(line -> line.startsWith(sample + " ")))
        .singleElement()
        .extracting(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .isEqualTo(value);
  }

  private static String suffix(Meter meter) {
    return switch (meter.kind()) {
      case COUNTER, GAUGE -> "";
      case LATENCY, SIZES, SHARE -> "_bucket";
    };
  }

  private static String tagNames(MatchResult sample) {
    TreeSet<String> names = new TreeSet<>();
    if (sample.group(2) != null) {
      Pattern.compile("(\\w+)=\"")
          .matcher(sample.group(2))
          .results()
          .map(tag -> tag.group(1))
          .forEach(names::add);
    }
    names.remove("le");
    return String.join(",", names);
  }

  private static Cascade idleCascade() {
    return new Cascade(
        bundle("fake:1", STAGES, 0.8),
        new BatchPolicy(1, 1, 0, 1),
        new BatchPool.Setting(1, 1, () -> 0, BatchListener.NONE, (thread, bug) -> {}),
        CascadeListener.NONE);
  }

  private static LoadedBundle bundle(String name, List<String> stages, double threshold) {
    Gate gate = new Gate(TemperatureScaling.NONE, threshold, -1);
    return new LoadedBundle(
        name,
        List.of("yes", "no"),
        stages.stream().map(stage -> new CascadeStage(stage, null, null, gate)).toList());
  }
}
