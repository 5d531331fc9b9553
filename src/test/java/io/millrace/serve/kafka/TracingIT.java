package io.millrace.serve.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.broker.EmbeddedBroker;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TraceReceiver;
import io.millrace.testing.TraceReceiver.Received;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Traces as a collector gets them, through a real broker and service. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TracingIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** The exit status that says so. */
  private static final int SIGTERM = 143;

  private static final String PARENT = "b7ad6b7169203331";
  private static final Pattern CONTEXT = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-(0\\d)");

  @TempDir static Path directory;

  private static EmbeddedBroker broker;
  private static TestTopics topics;
  private static TraceReceiver receiver;
  private static ServiceProcess service;
  private static int http;

  @BeforeAll
  static void start() throws Exception {
    TinyBundle.write(directory.resolve("bundle"));
    broker = EmbeddedBroker.start(0);
    topics = TestTopics.create(broker);
    receiver = TraceReceiver.start();
    http = ServiceProcess.freePort();
    Map<String, String> options = topics.options();
    options.put("MILLRACE_BUNDLE", directory.resolve("bundle").toString());
    options.put("QUARKUS_HTTP_PORT", Integer.toString(http));
    options.put("MILLRACE_TRACING_ENABLED", "true");
    options.put("MILLRACE_TRACING_ENDPOINT", receiver.endpoint().toString());
    options.put("MILLRACE_TRACING_SHARE", "1");
    service = ServiceProcess.start(broker.bootstrapServers(), options).awaitReady();
  }

  @AfterAll
  static void stop() {
    List<AutoCloseable> all = new ArrayList<>();
    for (AutoCloseable one : new AutoCloseable[] {service, topics, broker, receiver}) {
      if (one != null) {
        all.add(one);
      }
    }
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  @Order(1)
  void followsAnEventFromItsHeadersThroughItsStagesToItsPrediction() throws Exception {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    RecordMetadata at =
        topics.send(
            topics.event(
                "chat-1",
                "{\"id\":\"t1\",\"text\":\"balance\"}",
                "traceparent",
                context(trace, "01"),
                "tracestate",
                "vendor=1"));

    Matcher prediction = contextOf("t1");

    assertThat(prediction.group(1)).isEqualTo(trace);
    assertThat(header(answer("t1"), "tracestate")).isEqualTo("vendor=1");
    Map<String, Received> spans = spans(trace, 4);
    Received event = spans.get("process " + topics.events());
    assertThat(event.parent()).isEqualTo(PARENT);
    assertThat(event.kind()).isEqualTo(SpanKind.SPAN_KIND_CONSUMER);
    assertThat(event.attributes())
        .containsEntry("messaging.system", "kafka")
        .containsEntry("messaging.destination.name", topics.events())
        .containsEntry("messaging.destination.partition.id", Integer.toString(at.partition()))
        .containsEntry("messaging.kafka.offset", at.offset())
        .containsEntry("messaging.kafka.message.key", "chat-1")
        .containsEntry("messaging.consumer.group.name", topics.group("all"))
        .containsEntry("millrace.outcome", "accepted")
        .containsEntry("millrace.bundle", "tiny:1");
    assertThat(spans.get("ask student").attributes())
        .containsEntry("millrace.stage.verdict", "defer")
        .containsEntry("millrace.stage.requests", 1L)
        .containsEntry("millrace.stage.tokens", 1L)
        .containsKeys("millrace.stage.queue_ms", "millrace.stage.service_ms");
    assertThat(spans.get("ask teacher").attributes())
        .containsEntry("millrace.stage.verdict", "accept");
    Received sent = spans.get("send " + topics.predictions());
    assertThat(sent.kind()).isEqualTo(SpanKind.SPAN_KIND_PRODUCER);
    assertThat(sent.id()).isEqualTo(prediction.group(2));
    assertThat(List.of(spans.get("ask student"), spans.get("ask teacher"), sent))
        .allMatch(span -> span.parent().equals(event.id()));
  }

  @Test
  @Order(2)
  void keepsNothingOfAnUnsampledTrace_yetGoesOnWithIt() throws Exception {
    String trace = "1af7651916cd43dd8448eb211c80319c";
    topics.send(
        topics.event(
            "k", "{\"id\":\"t2\",\"text\":\"hello\"}", "traceparent", context(trace, "00")));
    Matcher prediction = contextOf("t2");
    topics.send(topics.event("k", "{\"id\":\"t3\",\"text\":\"hello\"}"));

    spans(contextOf("t3").group(1), 3);

    assertThat(prediction.group(1)).isEqualTo(trace);
    assertThat(prediction.group(2)).isNotEqualTo(PARENT);
    assertThat(prediction.group(3)).isEqualTo("00");
    assertThat(receiver.spans(trace)).isEmpty();
  }

  @Test
  @Order(3)
  void beginsAnewWhereTheHeaderIsMalformed() throws Exception {
    topics.send(
        topics.event(
            "k", "{\"id\":\"t4\",\"text\":\"hello\"}", "traceparent", "00-not-a-trace-01"));

    Matcher prediction = contextOf("t4");

    assertThat(prediction.group(3)).isEqualTo("01");
    assertThat(spans(prediction.group(1), 3).get("process " + topics.events()).parent()).isEmpty();
  }

  @Test
  @Order(4)
  void saysWhatWasWrongWithADeadLetter_andLeavesItAsItIs() throws Exception {
    String trace = "2af7651916cd43dd8448eb211c80319c";
    topics.send(topics.event("dead", "no JSON", "traceparent", context(trace, "01")));

    ConsumerRecord<byte[], byte[]> letter =
        topics.await(topics.deadLetters(), 1, record -> true).getFirst();

    assertThat(header(letter, "traceparent")).isEqualTo(context(trace, "01"));
    assertThat(spans(trace, 1).get("process " + topics.events()).attributes())
        .containsEntry("millrace.outcome", "rejected")
        .containsEntry("error.type", "bad_event");
  }

  @Test
  @Order(5)
  void followsTextsOverHttp() throws Exception {
    String trace = "3af7651916cd43dd8448eb211c80319c";
    String other = "4af7651916cd43dd8448eb211c80319c";

    assertThat(post("/predict", "{\"text\":\"balance\"}", context(trace, "01"))).isEqualTo(200);
    assertThat(
            post(
                "/v2/models/tiny/infer",
                "{\"inputs\":[{\"name\":\"text\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"hello\",\"bye\"]}]}",
                context(other, "01")))
        .isEqualTo(200);

    Map<String, Received> spans = spans(trace, 4);
    Received request = spans.get("POST /predict");
    assertThat(request.parent()).isEqualTo(PARENT);
    assertThat(request.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(request.attributes())
        .containsEntry("http.route", "/predict")
        .containsEntry("http.response.status_code", 200L);
    assertThat(spans.get("answer text").parent()).isEqualTo(request.id());
    assertThat(spans.get("ask teacher").parent()).isEqualTo(spans.get("answer text").id());
    spans(other, 5);
    assertThat(receiver.spans(other))
        .extracting(Received::name)
        .containsExactlyInAnyOrder(
            "POST /v2/models/{model}/infer",
            "answer text",
            "answer text",
            "ask student",
            "ask student");
  }

  @Test
  @Order(6)
  void showsTracesBesideLatencies() throws Exception {
    topics.send(topics.event("k", "{\"id\":\"t5\",\"text\":\"hello\"}"));
    answer("t5");

    String metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:%d/q/metrics".formatted(service.managementPort())))
                    .header("Accept", "application/openmetrics-text; version=1.0.0")
                    .build(),
                BodyHandlers.ofString())
            .body();

    for (String meter : List.of("millrace_end_to_end_seconds", "millrace_stage_service_seconds")) {
      Matcher exemplar =
          Pattern.compile(meter + "_bucket\\{.*# \\{trace_id=\"([0-9a-f]{32})\"}").matcher(metrics);
      assertThat(exemplar.find()).as(meter).isTrue();
      await().atMost(LIMIT).until(() -> !receiver.spans(exemplar.group(1)).isEmpty());
    }
  }

  @Test
  @Order(7)
  void saysNoText() {
    assertThat(receiver.spans())
        .hasSizeGreaterThan(15)
        .flatExtracting(span -> span.attributes().values())
        .doesNotContain("hello", "bye", "balance", "no JSON", "greeting", "farewell");
  }

  /** Last: from here on nobody takes traces. */
  @Test
  @Order(8)
  void answersAsEverWhileNobodyTakesTraces() throws Exception {
    receiver.breakDown();
    int before = receiver.spans().size();
    List<ProducerRecord<byte[], byte[]>> events = new ArrayList<>();
    for (int event = 0; event < 5_000; event++) {
      events.add(topics.event("k" + event % 7, "{\"id\":\"down\",\"text\":\"hello\"}"));
    }
    topics.send(events);

    topics.await(topics.predictions(), 5_000, record -> contains(record, "down"));

    await().atMost(LIMIT).until(() -> lost() >= 5_000);
    assertThat(receiver.spans()).hasSize(before);
    assertThat(service.terminate()).as(service.log()).isEqualTo(SIGTERM);
    assertThat(service.log()).contains("Stopped");
  }

  private static double lost() {
    return service.metric("millrace_spans_total{result=\"failed\"}")
        + service.metric("millrace_spans_total{result=\"dropped\"}");
  }

  /** The spans of a trace by name, once there are that many. */
  private static Map<String, Received> spans(String trace, int count) {
    await().atMost(LIMIT).until(() -> receiver.spans(trace).size() >= count);
    assertThat(receiver.spans(trace)).hasSize(count);
    return receiver.spans(trace).stream()
        .collect(Collectors.toMap(Received::name, span -> span, (one, _) -> one));
  }

  private static String context(String trace, String flags) {
    return "00-%s-%s-%s".formatted(trace, PARENT, flags);
  }

  private static Matcher contextOf(String id) {
    Matcher context = CONTEXT.matcher(header(answer(id), "traceparent"));
    assertThat(context.matches()).isTrue();
    return context;
  }

  private static int post(String path, String body, String traceparent) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + path))
                .header("Content-Type", "application/json")
                .header("traceparent", traceparent)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static ConsumerRecord<byte[], byte[]> answer(String id) {
    return topics.await(topics.predictions(), 1, record -> contains(record, id)).getFirst();
  }

  private static boolean contains(ConsumerRecord<byte[], byte[]> record, String id) {
    return new String(record.value(), UTF_8).contains("\"id\":\"" + id);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    assertThat(record.headers().headers(name)).hasSize(1);
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
