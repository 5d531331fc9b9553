package io.millrace.serve.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serve.cascade.StageAnswer;
import io.millrace.serve.cascade.Trace;
import io.millrace.serve.cascade.Trace.Kind;
import io.millrace.serve.cascade.Trace.Step;
import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SdkTracingTest {
  private static final String ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String SAMPLED = "00-" + ID + "-" + PARENT + "-01";
  private static final String UNSAMPLED = "00-" + ID + "-" + PARENT + "-00";
  private static final long EPOCH_NANOS = 1_700_000_000_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(77);
  private final FakeExporter exporter = new FakeExporter(CompletableResultCode::ofSuccess);

  @Test
  void makesASpanOfTheEvent_ofEachStage_andOfWhatLeaves() {
    Trace trace = followed();

    Map<String, SpanData> spans = exported();

    assertThat(spans)
        .containsOnlyKeys("process events", "ask student", "ask teacher", "send predictions");
    SpanData event = spans.remove("process events");
    assertThat(event.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(event.getParentSpanContext().isValid()).isFalse();
    assertThat(attributes(event))
        .isEqualTo(
            Map.of(
                "offset", 7L,
                "millrace.outcome", "accepted",
                "millrace.stage.name", "teacher",
                "millrace.bundle", "b:1"));
    assertThat(spans.values())
        .allMatch(child -> child.getParentSpanId().equals(event.getSpanId()))
        .allMatch(child -> child.getTraceId().equals(trace.id()))
        .allMatch(child -> child.getLinks().isEmpty());
  }

  @Test
  void datesSpansByWhenEachStepWas() {
    followed();

    Map<String, SpanData> spans = exported();

    assertSpan(spans.get("process events"), SpanKind.CONSUMER, 0, 3_000);
    assertSpan(spans.get("ask student"), SpanKind.INTERNAL, 0, 1_000);
    assertSpan(spans.get("ask teacher"), SpanKind.INTERNAL, 1_000, 3_000);
    assertSpan(spans.get("send predictions"), SpanKind.PRODUCER, 3_000, 3_500);
  }

  @Test
  void saysOfAStageWhatItSaid_andWhatItTook() {
    followed();

    Map<String, SpanData> spans = exported();

    assertThat(attributes(spans.get("ask student")))
        .isEqualTo(
            Map.of(
                "millrace.stage.name", "student",
                "millrace.stage.requests", 8L,
                "millrace.stage.tokens", 5L,
                "millrace.stage.confidence", 0.5,
                "millrace.stage.sureness", 0.25,
                "millrace.stage.threshold", 0.75,
                "millrace.stage.verdict", "defer",
                "millrace.stage.queue_ms", 1.5,
                "millrace.stage.service_ms", 2.5));
    assertThat(attributes(spans.get("ask teacher")))
        .containsEntry("millrace.stage.verdict", "accept");
  }

  /** An event that went all the way. */
  private Trace followed() {
    Trace trace = begin(1, Map.of());
    nanos.addAndGet(1_000);
    trace.judged(new StageAnswer("student", "pay", 0.5, 0.25, 0.75, false, 1.5, 2.5, 8, 5, 0));
    nanos.addAndGet(2_000);
    trace.judged(new StageAnswer("teacher", "pay", 0.875, 0.9, 0.5, true, 3, 4, 2, 6, 0));
    trace.answered(prediction(Outcome.ACCEPTED, "teacher"));
    trace.leaving(new Step("send predictions", Kind.PRODUCER, Map::of));
    nanos.addAndGet(500);
    trace.arrived();
    return trace;
  }

  private static void assertSpan(SpanData span, SpanKind kind, long fromNanos, long toNanos) {
    assertThat(span.getKind()).isEqualTo(kind);
    assertThat(span.getStartEpochNanos()).isEqualTo(EPOCH_NANOS + fromNanos);
    assertThat(span.getEndEpochNanos()).isEqualTo(EPOCH_NANOS + toNanos);
  }

  @Test
  void goesOnWithASampledParent_whateverTheShare() {
    Trace trace = begin(0, Map.of("traceparent", SAMPLED, "tracestate", "a=1,b=2"));

    Map<String, String> headers = trace.leaving(new Step("send", Kind.PRODUCER, Map::of));
    trace.answered(prediction(Outcome.ACCEPTED, "student"));
    trace.arrived();

    Map<String, SpanData> spans = exported();
    assertThat(trace.id()).isEqualTo(ID);
    assertThat(spans.get("process events").getParentSpanId()).isEqualTo(PARENT);
    assertThat(headers)
        .containsEntry("traceparent", "00-" + ID + "-" + spans.get("send").getSpanId() + "-01")
        .containsEntry("tracestate", "a=1,b=2");
  }

  @Test
  void keepsNothingOfAnUnsampledParent_yetGoesOnWithIt() {
    Trace trace = begin(1, Map.of("traceparent", UNSAMPLED));

    trace.judged(new StageAnswer("student", "pay", 1, 1, 0, true, 1, 1, 1, 1, 0));
    trace.answered(prediction(Outcome.ACCEPTED, "student"));
    Map<String, String> headers = trace.leaving(new Step("send", Kind.PRODUCER, Map::of));
    trace.arrived();

    assertThat(exported()).isEmpty();
    assertThat(trace.id()).isNull();
    assertThat(headers.get("traceparent"))
        .matches("00-" + ID + "-[0-9a-f]{16}-00")
        .isNotEqualTo(UNSAMPLED);
  }

  @Test
  void keepsNoneOfThoseThatBringNoTrace_whenTheShareIsNone() {
    Trace trace = begin(0, Map.of());

    trace.answered(prediction(Outcome.ACCEPTED, "student"));

    assertThat(exported()).isEmpty();
    assertThat(trace.headers().get("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "nonsense",
        "00-" + ID + "-" + PARENT,
        "00-" + ID + "-" + PARENT + "-1",
        "00-" + ID + "-" + PARENT + "-01-more",
        "00-" + ID + "-0000000000000000-01",
        "00-00000000000000000000000000000000-" + PARENT + "-01",
        "ff-" + ID + "-" + PARENT + "-01",
        "00-0AF7651916CD43DD8448EB211C80319C-" + PARENT + "-01",
        "00-0af7651916cd43dd8448eb211c80319\u00e9-" + PARENT + "-01"
      })
  void beginsAnewWhereTheHeaderIsMalformed(String traceparent) {
    Trace trace = begin(1, Map.of("traceparent", traceparent, "tracestate", "a=1"));

    trace.answered(prediction(Outcome.ACCEPTED, "student"));

    SpanData event = exported().get("process events");
    assertThat(event.getParentSpanContext().isValid()).isFalse();
    assertThat(trace.id()).isNotEqualToIgnoringCase(ID);
    assertThat(trace.headers()).doesNotContainKey("tracestate");
  }

  @Test
  void saysAtWhichStepLoadHadLoweredTheGate() {
    Trace trace = begin(1, Map.of());

    trace.judged(new StageAnswer("student", "pay", 0.5, 0.6, 0.55, true, 1, 1, 1, 1, 3));
    trace.answered(prediction(Outcome.ACCEPTED, "student"));

    assertThat(exported().values())
        .hasSize(2)
        .allMatch(span -> Long.valueOf(3).equals(attributes(span).get("millrace.load.level")));
  }

  @Test
  void saysWhichStageFailed() {
    Trace trace = begin(1, Map.of());

    trace.rejected(new Rejection(ErrorKind.ENGINE, "planted", "student"));

    Map<String, SpanData> spans = exported();
    assertThat(spans).containsOnlyKeys("process events", "ask student");
    assertThat(spans.values())
        .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR)
        .allMatch(span -> "engine".equals(attributes(span).get("error.type")));
  }

  @Test
  void saysWhatNoStageWasAskedAbout_andWhatIsPassedOn() {
    begin(1, Map.of()).rejected(Rejection.badEvent("no text"));
    assertThat(exported()).containsOnlyKeys("process events");
    exporter.spans.clear();

    begin(1, Map.of()).deferred(prediction(Outcome.ABSTAINED, "student"));

    assertThat(attributes(exported().get("process events")))
        .containsEntry("millrace.outcome", "escalated");
  }

  @Test
  void keepsAboutTheShare() {
    int kept = 0;
    try (SdkTracing tracing = tracing(0.25)) {
      for (int event = 0; event < 4_000; event++) {
        kept += tracing.begin(step(), _ -> null).id() == null ? 0 : 1;
      }
    }
    // Binomial, standard deviation 27: six of them.
    assertThat(kept).isBetween(1_000 - 164, 1_000 + 164);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:4318", "ftp://host", "/v1/traces", "http:///x"})
  void refusesAnEndpointThatIsNone(String endpoint) {
    assertThatThrownBy(() -> new TracingPolicy(URI.create(endpoint), 1))
        .hasMessageContaining("millrace.tracing.endpoint")
        .hasMessageContaining(endpoint);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void refusesAShareThatIsNone(double share) {
    assertThatThrownBy(() -> new TracingPolicy(URI.create("http://collector:4318/"), share))
        .hasMessageContaining("millrace.tracing.share");
  }

  private Trace begin(double share, Map<String, String> headers) {
    return tracing(share).begin(step(), headers::get);
  }

  private static Step step() {
    return new Step("process events", Kind.CONSUMER, () -> Map.of("offset", 7L));
  }

  /** Its spans are exported as soon as it is closed. */
  private SdkTracing tracing(double share) {
    last =
        new SdkTracing(
            new SpanQueue(exporter, 100, SpanListener.NONE),
            share,
            "here",
            new SdkTracing.Clocks(
                nanos::get, InstantSource.fixed(Instant.ofEpochSecond(0, EPOCH_NANOS))));
    return last;
  }

  private SdkTracing last;

  /** By name. */
  private Map<String, SpanData> exported() {
    last.close();
    Map<String, SpanData> spans = new TreeMap<>();
    exporter.spans.forEach(span -> spans.put(span.getName(), span));
    return spans;
  }

  private static Map<String, Object> attributes(SpanData span) {
    Map<String, Object> attributes = new TreeMap<>();
    span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
    return attributes;
  }

  private static Prediction prediction(Outcome outcome, String stage) {
    Prediction.Timings timings = new Prediction.Timings(1, 2, 3);
    return new Prediction("1", "pay", 0.9, stage, "b:1", outcome, List.of(), null, timings);
  }
}
