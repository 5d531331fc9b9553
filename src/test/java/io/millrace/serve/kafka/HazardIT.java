package io.millrace.serve.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.broker.EmbeddedBroker;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.text.TokenIds;
import io.millrace.serve.cascade.CascadeStage;
import io.millrace.serve.cascade.LoadedBundle;
import io.millrace.testing.HazardousModel;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What does harm: a model that breaks on some events, one that stalls, a flood of bad events;
 * between a real broker and a real service.
 *
 * <p>{@code -Dstall.seconds=60} stalls that long, with a {@code max.poll.interval.ms} of a sixth.
 */
class HazardIT {
  private static final long STALL_SECONDS = Long.getLong("stall.seconds", 9);
  private static final long POLL_INTERVAL_MS = Math.max(3_000, STALL_SECONDS * 1_000 / 6);
  private static final int IN_FLIGHT = 64;
  private static final int EVENTS = 1_000;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Pattern SERVICE_MS = Pattern.compile("\"serviceMs\":([0-9.]+)");

  @TempDir Path directory;
  private EmbeddedBroker broker;
  private TestTopics topics;
  private ServiceProcess service;

  @BeforeEach
  void start() throws IOException {
    broker = EmbeddedBroker.start(0, directory.resolve("broker"));
    topics = TestTopics.create(broker);
  }

  @AfterEach
  void stop() {
    if (service != null) {
      service.close();
    }
    topics.close();
    broker.close();
  }

  @Test
  void answersAllBesideThoseThatTheEngineFailsOn() throws Exception {
    List<String> texts =
        IntStream.range(0, EVENTS).mapToObj(i -> i % 97 == 3 ? bad(i) : "hello").toList();
    List<ProducerRecord<byte[], byte[]>> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      events.add(
          topics.event("key-" + i % 7, texts.get(i), "content-type", "text/plain", "n", i + ""));
    }
    topics.send(events);
    serve(1);

    topics.awaitNoLag();

    long bad = texts.stream().filter(text -> !text.equals("hello")).count();
    assertThat(topics.count(topics.predictions())).isEqualTo(EVENTS - bad);
    List<ConsumerRecord<byte[], byte[]>> letters = topics.read(topics.deadLetters());
    assertThat(letters).hasSize((int) bad);
    for (ConsumerRecord<byte[], byte[]> letter : letters) {
      ProducerRecord<byte[], byte[]> event = events.get(Integer.parseInt(header(letter, "n")));
      assertThat(letter.key()).isEqualTo(event.key());
      assertThat(letter.value()).isEqualTo(event.value());
      assertThat(List.of(letter.headers().toArray())).startsWith(event.headers().toArray());
      assertThat(header(letter, "millrace-error-kind")).isEqualTo("ENGINE");
      assertThat(header(letter, "millrace-stage")).isEqualTo("student");
      assertThat(header(letter, "millrace-error-message"))
          .contains(new String(event.value(), UTF_8).equals(HazardousModel.NAN) ? "NaN" : "Gather");
    }
    assertThat(service.isReady()).isTrue();
  }

  @Test
  void aFloodOfDeadLettersStopsTheIntakeUntilToldOtherwise() throws Exception {
    topics.send(
        IntStream.range(0, EVENTS).mapToObj(i -> topics.event("k" + i, "wrong format")).toList());
    serve(1, Map.of("MILLRACE_BREAKER_PAUSE", "1h"));

    await().atMost(LIMIT).until(() -> service.metric("millrace_breaker_open") == 1);
    assertThat(service.isReady()).isFalse();
    assertThat(service.log()).contains("Takes no events: 200 of the last 200 events");
    service.terminate();
    assertThat(topics.count(topics.deadLetters())).isEqualTo(200);
    assertThat(topics.lag()).isEqualTo(EVENTS - 200);

    service.close();
    serve(1, Map.of("MILLRACE_BREAKER_SHARE", "1"));
    topics.awaitNoLag();
    assertThat(topics.count(topics.deadLetters())).isEqualTo(EVENTS);
  }

  @Test
  void aStalledEngineCausesNoRebalance() throws Exception {
    serve(trips());
    service.awaitReady();
    topics.awaitOwners(1);
    String member = topics.members().getFirst();

    topics.send(topics.event("slow", HazardousModel.SLOW, "content-type", "text/plain"));
    topics.send(
        IntStream.range(0, EVENTS)
            .mapToObj(i -> topics.event("key-" + i % 7, "hello", "content-type", "text/plain"))
            .toList());
    await().atMost(LIMIT).until(() -> service.metric("millrace_in_flight") >= IN_FLIGHT);
    topics.awaitNoLag();

    ConsumerRecord<byte[], byte[]> slow =
        topics.read(topics.predictions()).stream()
            .filter(one -> new String(one.key(), UTF_8).equals("slow"))
            .findFirst()
            .orElseThrow();
    assertThat(serviceMs(slow)).as("a stall").isGreaterThan(POLL_INTERVAL_MS);
    assertThat(topics.count(topics.predictions())).isEqualTo(EVENTS + 1);
    assertThat(topics.members()).containsExactly(member);
    assertThat(service.log()).doesNotContain("poll timeout has expired");
    long resumedMs = timeOfAnswer(2 * IN_FLIGHT) - slow.timestamp();
    System.out.printf(
        "Stalled for %.1f s, went on after %d ms%n", serviceMs(slow) / 1e3, resumedMs);
    if (STALL_SECONDS >= 60) {
      assertThat(resumedMs).isLessThanOrEqualTo(1_000);
    }
  }

  /** When so many events were answered. */
  private long timeOfAnswer(int count) {
    return topics.read(topics.predictions()).stream()
        .mapToLong(ConsumerRecord::timestamp)
        .sorted()
        .skip(count - 1)
        .findFirst()
        .orElseThrow();
  }

  private void serve(long trips) throws IOException {
    serve(trips, Map.of());
  }

  private void serve(long trips, Map<String, String> more) throws IOException {
    Map<String, String> options = topics.options();
    Path bundle = directory.resolve("bundle-" + trips);
    if (!Files.exists(bundle)) {
      TinyBundle.writeHazardous(bundle, trips);
    }
    options.put("MILLRACE_BUNDLE", bundle.toString());
    options.put("MILLRACE_WORKERS", "1");
    options.put("MILLRACE_IN_FLIGHT_EVENTS", Integer.toString(IN_FLIGHT));
    options.put("MP_MESSAGING_INCOMING_EVENTS_MAX_POLL_INTERVAL_MS", "" + POLL_INTERVAL_MS);
    options.put("MILLRACE_DRAIN_TIMEOUT", "1s");
    options.putAll(more);
    service = ServiceProcess.start(broker.bootstrapServers(), options);
  }

  /** How many trips take the stall, at the best speed that this machine shows. */
  private long trips() throws IOException {
    long tried = 1_000;
    BundleDirectory bundle = TinyBundle.writeHazardous(directory.resolve("timed"), tried);
    try (LoadedBundle loaded = LoadedBundle.load(bundle, new OnnxEngine())) {
      CascadeStage student = loaded.stages().getFirst();
      List<TokenIds> batch = List.of(student.tokenizer().encode(HazardousModel.SLOW));
      long leastNanos = Long.MAX_VALUE;
      for (int i = 0; i < 20; i++) {
        long startNanos = System.nanoTime();
        student.classifier().logits(batch);
        leastNanos = Math.min(leastNanos, System.nanoTime() - startNanos);
      }
      return tried * STALL_SECONDS * 1_000_000_000 / leastNanos;
    }
  }

  private static String bad(int i) {
    return i % 2 == 0 ? HazardousModel.NAN : HazardousModel.FATAL;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static double serviceMs(ConsumerRecord<byte[], byte[]> prediction) {
    Matcher found = SERVICE_MS.matcher(new String(prediction.value(), UTF_8));
    assertThat(found.find()).isTrue();
    return Double.parseDouble(found.group(1));
  }
}
