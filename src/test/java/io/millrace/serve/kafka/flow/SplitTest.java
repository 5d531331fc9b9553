package io.millrace.serve.kafka.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.cascade.Part;
import io.millrace.serve.cascade.Trace;
import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.kafka.flow.KafkaPolicy.Order;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Two processes by hand: what the students send to the escalations is what the teacher takes. */
class SplitTest {
  private static final long TAKEN_MS = 1_000;
  private static final long LATER_MS = 5_000;
  private static final long NOW_NANOS = 77;

  private final List<String> seen = new ArrayList<>();
  private long offset;
  private Function<ConsumerRecord<byte[], byte[]>, Trace> traces = _ -> Trace.NONE;

  @Test
  void studentsWriteTheirAnswersWhereNoOrderIsKept() throws Exception {
    Process students = new Process(Part.STUDENTS, Order.NONE, TAKEN_MS);

    students.take(event("k", "hello"));
    students.answerer.asked.getFirst().answer();
    students.outbox.run();

    assertThat(students.outbox.sent.getFirst().topic()).isEqualTo("predictions");
  }

  @Test
  void studentsWriteTheAnswersOfEventsWithoutKey() throws Exception {
    Process students = new Process(Part.STUDENTS, Order.KEY, TAKEN_MS);

    students.take(event(null, "hello"));
    students.answerer.asked.getFirst().answer();
    students.outbox.run();

    assertThat(students.outbox.sent.getFirst().topic()).isEqualTo("predictions");
  }

  @Test
  void theTeacherWritesTheAnswersOfAKeyInItsOrder() throws Exception {
    Process students = new Process(Part.STUDENTS, Order.KEY, TAKEN_MS);
    Process teacher = new Process(Part.TEACHER, Order.KEY, LATER_MS);
    students.take(event("k", "hard"));
    students.take(event("k", "easy"));
    students.answerer.asked.get(1).answer();
    students.outbox.run();
    assertThat(students.outbox.sent).isEmpty();
    defer(students.answerer.asked.get(0));

    teacher.takeAll(students.sent());

    assertThat(teacher.outbox.sent).isEmpty();
    assertThat(teacher.answerer.asked).hasSize(1);
    teacher.answerer.asked.getFirst().answer();
    teacher.outbox.run();
    assertThat(teacher.outbox.sent)
        .extracting(SplitTest::value)
        .satisfiesExactly(
            first -> assertThat(first).contains("\"id\":\"events-0-0\""),
            second -> assertThat(second).contains("\"id\":\"events-0-1\""));
  }

  @Test
  void anAnswerPassesThroughByteForByte() throws Exception {
    Process alone = new Process(Part.ALL, Order.KEY, TAKEN_MS);
    Process students = new Process(Part.STUDENTS, Order.KEY, TAKEN_MS);
    Process teacher = new Process(Part.TEACHER, Order.KEY, LATER_MS);
    ConsumerRecord<byte[], byte[]> event = event("k", "hello");
    alone.take(event);
    students.take(event);
    alone.answerer.asked.getFirst().answer();
    students.answerer.asked.getFirst().answer();

    teacher.takeAll(students.sent());
    teacher.outbox.run();

    ProducerRecord<byte[], byte[]> expected = alone.sent().getFirst();
    ProducerRecord<byte[], byte[]> found = teacher.outbox.sent.getFirst();
    assertThat(found.topic()).isEqualTo("predictions");
    assertThat(found.key()).isEqualTo(expected.key());
    assertThat(found.value()).isEqualTo(expected.value());
    assertThat(found.headers()).isEqualTo(expected.headers());
  }

  @Test
  void theTeacherIsAskedTheOriginalEvent() throws Exception {
    Process teacher = new Process(Part.TEACHER, Order.KEY, LATER_MS);
    String json = "{\"text\":\"hard\",\"context\":{\"a\":1},\"deadlineMs\":6000}";

    teacher.takeAll(deferred(Events.record(0, 7, "k", json)));

    FakeAnswerer.Asked asked = teacher.answerer.asked.getFirst();
    assertThat(asked.event().id()).isEqualTo("events-0-7");
    assertThat(asked.event().context()).isEqualTo("{\"a\":1}");
    assertThat(asked.arrivedNanos()).isEqualTo(NOW_NANOS - (LATER_MS - TAKEN_MS) * 1_000_000);
    assertThat(asked.deadlineNanos()).isEqualTo(NOW_NANOS + (6_000 - LATER_MS) * 1_000_000);
  }

  @Test
  void countsTimesOfBothAndLatencyFromTheOriginal() throws Exception {
    Process teacher = new Process(Part.TEACHER, Order.KEY, LATER_MS);
    teacher.takeAll(deferred(event("k", "hard")));

    teacher.answerer.asked.getFirst().answer();

    ProducerRecord<byte[], byte[]> prediction = teacher.sent().getFirst();
    assertThat(value(prediction)).contains("\"queueMs\":2.0,\"serviceMs\":3.0");
    assertThat(seen).contains("ACCEPTED after " + (LATER_MS * 1_000_000 - 500_000));
  }

  @Test
  void aLateAnswerIsTheBestThatTheStudentsKnew() throws Exception {
    Process teacher = new Process(Part.TEACHER, Order.KEY, LATER_MS);
    teacher.takeAll(deferred(event("k", "hard")));

    FakeAnswerer.Asked asked = teacher.answerer.asked.getFirst();
    asked.reply().answered(nothingAsked(asked.event().id()));

    assertThat(value(teacher.sent().getFirst()))
        .contains("\"label\":\"balance\",\"confidence\":0.4,\"stage\":\"student\"")
        .contains("\"outcome\":\"late\"");
  }

  @Test
  void aTraceGoesOnFromOneToTheOther() throws Exception {
    traces =
        record -> new Grown(new String(record.headers().lastHeader("traceparent").value(), UTF_8));
    Process teacher = new Process(Part.TEACHER, Order.KEY, LATER_MS);
    ConsumerRecord<byte[], byte[]> event = event("k", "hard");
    event.headers().add("traceparent", "theirs".getBytes(UTF_8));

    teacher.takeAll(deferred(event));
    teacher.answerer.asked.getFirst().answer();

    ProducerRecord<byte[], byte[]> prediction = teacher.sent().getFirst();
    assertThat(header(prediction, "traceparent"))
        .isEqualTo("theirs, send escalations, send predictions");
    assertThat(prediction.headers().headers("traceparent")).hasSize(1);
  }

  /** A trace that says how far it has come. */
  private record Grown(String far) implements Trace {
    @Override
    public Map<String, String> leaving(Step step) {
      return Map.of("traceparent", far + ", " + step.name());
    }
  }

  @Test
  void aDeadLetterOfTheTeacherIsTheOriginal() throws Exception {
    Process teacher = new Process(Part.TEACHER, Order.KEY, LATER_MS);
    ConsumerRecord<byte[], byte[]> event = event("k", "hard");
    event.headers().add("millrace-escalation", new byte[] {1, 2}).add("n", null);
    teacher.takeAll(deferred(event));

    teacher
        .answerer
        .asked
        .getFirst()
        .reply()
        .rejected(new Rejection(ErrorKind.ENGINE, "why", "teacher"));

    ProducerRecord<byte[], byte[]> letter = teacher.sent().getFirst();
    assertThat(letter.topic()).isEqualTo("dead-letters");
    assertThat(letter.key()).isEqualTo(event.key());
    assertThat(letter.value()).isEqualTo(event.value());
    assertThat(List.of(letter.headers().toArray())).startsWith(event.headers().toArray());
    assertThat(header(letter, "millrace-source-topic")).isEqualTo(Events.TOPIC);
    assertThat(header(letter, "millrace-source-offset")).isEqualTo("" + event.offset());
    assertThat(header(letter, "millrace-source-timestamp")).isEqualTo("0");
  }

  @Test
  void whatIsNoEscalationBecomesADeadLetter() throws Exception {
    Process teacher = new Process(Part.TEACHER, Order.KEY, LATER_MS);

    teacher.take(event("k", "straight to the escalations"));

    assertThat(teacher.sent().getFirst().topic()).isEqualTo("dead-letters");
    assertThat(seen).contains("BAD_EVENT");
  }

  @Test
  void studentsCountWhatTheyPassOnAndNoMore() throws Exception {
    deferred(event("k", "hard"));

    assertThat(seen).containsExactly("passed on");
  }

  private ConsumerRecord<byte[], byte[]> event(String key, String text) {
    return Events.record(0, offset++, key, "{\"text\":\"" + text + "\"}");
  }

  /** What students make of an event that they defer. */
  private List<ProducerRecord<byte[], byte[]>> deferred(ConsumerRecord<byte[], byte[]> event)
      throws InterruptedException {
    Process students = new Process(Part.STUDENTS, Order.KEY, TAKEN_MS);
    students.take(event);
    defer(students.answerer.asked.getFirst());
    return students.sent();
  }

  private static void defer(FakeAnswerer.Asked asked) {
    asked
        .reply()
        .deferred(
            new Prediction(
                asked.event().id(),
                null,
                0.4,
                "student",
                "b:1",
                Outcome.ABSTAINED,
                List.of(new Prediction.Alternative("balance", 0.4)),
                asked.event().context(),
                new Prediction.Timings(2, 3, 6)));
  }

  private static Prediction nothingAsked(String id) {
    Prediction.Timings timings = new Prediction.Timings(1, 0, 9);
    return new Prediction(id, null, 0, null, "b:1", Outcome.LATE, List.of(), null, timings);
  }

  private static String value(ProducerRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  /** One process, of one part. */
  private final class Process {
    final FakeOutbox outbox = new FakeOutbox();
    final FakeAnswerer answerer = new FakeAnswerer();
    private final EventFlow flow;

    Process(Part part, Order order, long nowMs) {
      KafkaPolicy.Topics topics =
          new KafkaPolicy.Topics(
              "predictions", "dead-letters", new KafkaPolicy.Split(part, "escalations"));
      flow =
          new EventFlow(
              new KafkaPolicy(
                  topics,
                  order,
                  1_000,
                  100,
                  10_000,
                  Duration.ofMinutes(1),
                  Duration.ofMinutes(1),
                  Events.NO_BREAKER),
              answerer,
              new EventTimes(() -> NOW_NANOS, InstantSource.fixed(Instant.ofEpochMilli(nowMs))),
              new Hearing(),
              outbox,
              failure -> {
                throw new AssertionError(failure);
              });
      flow.gain(Events.partition(0), null, 0);
    }

    void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
      assertThat(flow.take(Events.batch(List.of(record)), 0)).isTrue();
    }

    /** As the escalations topic would hand them over. */
    void takeAll(List<ProducerRecord<byte[], byte[]>> records) throws InterruptedException {
      long at = 100;
      for (ProducerRecord<byte[], byte[]> record : records) {
        assertThat(record.topic()).isEqualTo("escalations");
        take(
            new ConsumerRecord<>(
                Events.TOPIC,
                0,
                at++,
                LATER_MS,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty()));
      }
      outbox.run();
    }

    /** Everything sent, once the broker has it. */
    List<ProducerRecord<byte[], byte[]>> sent() {
      do {
        outbox.run();
      } while (outbox.acknowledge() != null);
      return outbox.sent;
    }
  }

  private final class Hearing implements IntakeListener {
    @Override
    public Trace taken(ConsumerRecord<byte[], byte[]> record) {
      return traces.apply(record);
    }

    @Override
    public void answered(Outcome outcome, long endToEndNanos, Trace trace) {
      seen.add(outcome + " after " + endToEndNanos);
    }

    @Override
    public void deadLettered(String place, Rejection rejection) {
      seen.add(rejection.kind().name());
    }

    @Override
    public void passedOn() {
      seen.add("passed on");
    }
  }
}
