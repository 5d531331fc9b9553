package io.millrace.serve.kafka.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.cascade.StageAnswer;
import io.millrace.serve.cascade.Trace;
import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** Whoever follows single events is told of each step, in order, and says what goes along. */
class TraceTest {
  private final List<String> told = new ArrayList<>();
  private final FakeOutbox outbox = new FakeOutbox();
  private final FakeAnswerer answerer = new FakeAnswerer();
  private final EventFlow flow =
      new EventFlow(
          new KafkaPolicy(
              new KafkaPolicy.Topics("predictions", "dead-letters"),
              KafkaPolicy.Order.KEY,
              1_000,
              100,
              10_000,
              Duration.ofMinutes(1),
              Duration.ofMinutes(1),
              Events.NO_BREAKER),
          answerer,
          new EventTimes(() -> 0, InstantSource.fixed(Instant.ofEpochMilli(0))),
          new Following(),
          outbox,
          failure -> {
            throw new AssertionError(failure);
          });

  @Test
  void followsAnEventToItsAcknowledgement() throws InterruptedException {
    ConsumerRecord<byte[], byte[]> event = Events.record(0, 7, "k", "{\"text\":\"hello\"}");
    event.headers().add("traceparent", "theirs".getBytes(UTF_8));
    event.headers().add("other", "1".getBytes(UTF_8));
    event.headers().add("traceparent", "theirs too".getBytes(UTF_8));
    take(event);
    answerer.asked.getFirst().reply().trace().judged(judgement());

    answer();
    ProducerRecord<byte[], byte[]> sent = sent();

    assertThat(told)
        .containsExactly(
            "taken 7",
            "judged by student",
            "answered accepted",
            "send predictions",
            "arrived",
            "finished of trace-7");
    assertThat(sent.headers())
        .extracting(Header::key)
        .containsExactlyInAnyOrder("other", "traceparent", "content-type");
    assertThat(sent.headers().lastHeader("traceparent").value()).asString(UTF_8).isEqualTo("ours");
  }

  @Test
  void leavesADeadLetterAsItIs() throws InterruptedException {
    ConsumerRecord<byte[], byte[]> event = Events.record(0, 7, "k", "no JSON");
    event.headers().add("traceparent", "theirs".getBytes(UTF_8));
    take(event);

    ProducerRecord<byte[], byte[]> sent = sent();

    assertThat(told).containsExactly("taken 7", "rejected BAD_EVENT", "arrived");
    assertThat(sent.headers().lastHeader("traceparent").value())
        .asString(UTF_8)
        .isEqualTo("theirs");
  }

  @Test
  void saysWhatTheEngineFailsOn() throws InterruptedException {
    take(Events.record(0, 7, "k", "{\"text\":\"hello\"}"));

    answerer
        .asked
        .getFirst()
        .reply()
        .rejected(new Rejection(ErrorKind.ENGINE, "planted", "student"));
    sent();

    assertThat(told).containsExactly("taken 7", "rejected ENGINE", "arrived");
  }

  private void take(ConsumerRecord<byte[], byte[]> event) throws InterruptedException {
    flow.gain(Events.partition(0), null, 0);
    assertThat(flow.take(Events.batch(List.of(event)), 0)).isTrue();
  }

  private void answer() {
    Prediction.Timings timings = new Prediction.Timings(1, 2, 3);
    answerer
        .asked
        .getFirst()
        .reply()
        .answered(
            new Prediction(
                "1", "pay", 1, "student", "b:1", Outcome.ACCEPTED, List.of(), null, timings));
  }

  private ProducerRecord<byte[], byte[]> sent() {
    do {
      outbox.run();
    } while (outbox.acknowledge() != null);
    return outbox.sent.getLast();
  }

  private static StageAnswer judgement() {
    return new StageAnswer("student", "pay", 1, 1, 0.5, true, 1, 2, 3, 4, 0);
  }

  private final class Following implements IntakeListener {
    @Override
    public Trace taken(ConsumerRecord<byte[], byte[]> record) {
      told.add("taken " + record.offset());
      return new Told("trace-" + record.offset());
    }

    @Override
    public void answered(Outcome outcome, long endToEndNanos, Trace trace) {
      told.add("finished of " + trace.id());
    }
  }

  private final class Told implements Trace {
    private final String id;

    Told(String id) {
      this.id = id;
    }

    @Override
    public void judged(StageAnswer answer) {
      told.add("judged by " + answer.stage());
    }

    @Override
    public void answered(Prediction prediction) {
      told.add("answered " + prediction.outcome().word());
    }

    @Override
    public void rejected(Rejection rejection) {
      told.add("rejected " + rejection.kind());
    }

    @Override
    public Map<String, String> leaving(Step step) {
      told.add(step.name());
      return Map.of("traceparent", "ours");
    }

    @Override
    public void arrived() {
      told.add("arrived");
    }

    @Override
    public String id() {
      return id;
    }
  }
}
