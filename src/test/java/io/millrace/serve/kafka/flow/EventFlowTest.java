package io.millrace.serve.kafka.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serve.cascade.Trace;
import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventFlowTest {
  private static final long NOW_MS = 1_000;
  private static final long NOW_NANOS = 77;
  private static final int MAX_IN_FLIGHT = 100;

  private final FakeOutbox outbox = new FakeOutbox();
  private final FakeAnswerer answerer = new FakeAnswerer();
  private final List<Throwable> failures = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private EventFlow flow;

  @BeforeEach
  void owningOnePartition() {
    IntakeListener listener =
        new IntakeListener() {
          @Override
          public void answered(Outcome outcome, long endToEndNanos, Trace trace) {
            seen.add(outcome + " after " + endToEndNanos);
          }

          @Override
          public void deadLettered(String place, Rejection rejection) {
            seen.add(rejection.kind().name());
          }
        };
    KafkaPolicy policy =
        new KafkaPolicy(
            new KafkaPolicy.Topics("predictions", "dead-letters"),
            KafkaPolicy.Order.KEY,
            100,
            MAX_IN_FLIGHT,
            10_000,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Events.NO_BREAKER);
    EventTimes times =
        new EventTimes(() -> NOW_NANOS, InstantSource.fixed(Instant.ofEpochMilli(NOW_MS)));
    flow = new EventFlow(policy, answerer, times, listener, outbox, failures::add);
    flow.gain(Events.partition(0), null, 0);
  }

  @Test
  void asksWithTheEventsDeadlineOnTheCascadesClock() throws Exception {
    take(Events.record(0, 5, "k", "{\"text\":\"hello\",\"deadlineMs\":1001}"));

    FakeAnswerer.Asked asked = answerer.asked.getFirst();
    assertThat(asked.event().id()).isEqualTo("events-0-5");
    assertThat(asked.arrivedNanos()).isEqualTo(NOW_NANOS);
    assertThat(asked.deadlineNanos()).isEqualTo(NOW_NANOS + 1_000_000);
  }

  @Test
  void answersUnderTheSameKeyAndCommitsOnceAcknowledged() throws Exception {
    take(Events.event(0, 5, "k"));
    answerer.asked.getFirst().answer();
    outbox.run();

    assertThat(outbox.sent.getFirst().topic()).isEqualTo("predictions");
    assertThat(outbox.sent.getFirst().key()).asString(UTF_8).isEqualTo("k");
    assertThat(commits()).isFalse();

    outbox.acknowledge();
    outbox.run();

    assertThat(commits()).isTrue();
    assertThat(outbox.committed).containsEntry(Events.partition(0), new OffsetAndMetadata(6));
    assertThat(commits()).isFalse();
    assertThat(seen).containsExactly("ACCEPTED after " + (NOW_MS * 1_000_000 - 500_000));
  }

  @Test
  void letsADeadLetterWaitForTheTurnOfItsKey() throws Exception {
    take(List.of(Events.event(0, 5, "k"), Events.record(0, 6, "k", "no JSON")));
    outbox.run();
    assertThat(outbox.sent).isEmpty();

    answerer.asked.getFirst().answer();
    outbox.run();

    assertThat(outbox.sent)
        .extracting(record -> record.topic())
        .containsExactly("predictions", "dead-letters");
  }

  @Test
  void makesADeadLetterOfAnEventTheEngineRejects() throws Exception {
    take(Events.event(0, 5, "k"));
    answerer.asked.getFirst().reply().rejected(new Rejection(ErrorKind.ENGINE, "why", "teacher"));
    outbox.run();
    outbox.acknowledge();
    outbox.run();

    Header stage = outbox.sent.getFirst().headers().lastHeader("millrace-stage");
    assertThat(stage.value()).asString(UTF_8).isEqualTo("teacher");
    assertThat(seen).containsExactly("ENGINE");
  }

  @Test
  void asksAgainWhatIsHandedBack() throws Exception {
    take(Events.event(0, 5, "k"));
    answerer.asked.removeFirst().reply().unanswered();
    assertThat(answerer.asked).isEmpty();

    flow.askAgain();

    assertThat(answerer.asked).hasSize(1);
    answerer.asked.getFirst().answer();
    outbox.run();
    assertThat(outbox.sent).hasSize(1);
  }

  @Test
  void sendsAndCommitsNothingBehindAnOutputThatCannotBeWritten() throws Exception {
    take(List.of(Events.event(0, 5, "a"), Events.event(0, 6, "b"), Events.event(0, 7, "c")));
    answerer.asked.get(0).answer();
    answerer.asked.get(1).answer();
    outbox.run();
    outbox.refuse(new RecordTooLargeException("too large"));
    outbox.acknowledge();
    outbox.run();
    answerer.asked.get(2).answer();
    outbox.run();

    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst())
        .hasMessage(
            "The output of the event at offset 5 cannot be written to predictions: too large");
    assertThat(outbox.sent).hasSize(2);
    assertThat(flow.take(Events.batch(List.of(Events.event(0, 8, "d"))), 0)).isFalse();
    assertThat(flow.lose(List.of(Events.partition(0)))).isEmpty();
    assertThat(commits()).isFalse();
  }

  @Test
  void refusesADrainThatCouldOutlastThePolls() {
    flow.requirePollInterval(Duration.ofSeconds(121));

    assertThatThrownBy(() -> flow.requirePollInterval(Duration.ofSeconds(120)))
        .hasMessage(
            "millrace.drain-timeout=PT1M: must be below half of max.poll.interval.ms=120000");
  }

  @Test
  void commitsAgainWhatWasNotCommitted() throws Exception {
    take(Events.event(0, 5, "k"));
    answerer.asked.getFirst().answer();
    outbox.run();
    outbox.acknowledge();
    outbox.run();
    flow.commit();
    outbox.run();
    outbox.refuseCommit();
    outbox.run();

    assertThat(commits()).isTrue();
    assertThat(outbox.committed).containsEntry(Events.partition(0), new OffsetAndMetadata(6));
  }

  @Test
  void commitsByNumberBeforeItIsTime() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int offset = 0; offset < MAX_IN_FLIGHT / 2; offset++) {
      records.add(Events.event(0, offset, null));
    }
    take(records);
    answerer.asked.forEach(FakeAnswerer.Asked::answer);
    outbox.run();
    while (outbox.acknowledge() != null) {
      outbox.run();
    }

    assertThat(outbox.commit()).isTrue();
    assertThat(outbox.committed)
        .containsEntry(Events.partition(0), new OffsetAndMetadata(MAX_IN_FLIGHT / 2));
  }

  @Test
  void tellsTheNextOwnerWhatIsDoneBehindASlowEvent() throws Exception {
    take(List.of(Events.event(0, 5, "slow"), Events.event(0, 6, "a"), Events.event(0, 7, "b")));
    answerer.asked.get(1).answer();
    outbox.run();
    outbox.acknowledge();
    outbox.run();
    assertThat(commits()).isTrue();

    OffsetAndMetadata committed = outbox.committed.get(Events.partition(0));
    assertThat(committed.offset()).isEqualTo(5);
    flow.miss(List.of(Events.partition(0)));
    outbox.run();
    answerer.asked.clear();
    flow.gain(Events.partition(0), committed, 0);
    take(List.of(Events.event(0, 5, "slow"), Events.event(0, 6, "a"), Events.event(0, 7, "b")));

    assertThat(answerer.asked)
        .extracting(asked -> asked.event().text())
        .containsExactly("0/5", "0/7");
  }

  /** Whether a commit finds something to do. */
  private boolean commits() {
    flow.commit();
    outbox.run();
    boolean any = outbox.commit();
    outbox.run();
    return any;
  }

  @Test
  void failsOnAnAnswerThatCannotBeEncoded() throws Exception {
    take(Events.event(0, 5, "a"));

    answerer.asked.getFirst().reply().answered(null);
    outbox.run();

    assertThat(failures).hasSize(1);
  }

  @Test
  void failsOnASecondReply() throws Exception {
    take(Events.event(0, 5, "a"));

    answerer.asked.getFirst().answer();
    answerer.asked.getFirst().answer();
    outbox.run();

    assertThat(failures.getFirst()).hasMessage("Bug: the event at offset 5 was answered twice");
  }

  @Test
  void passesOverRecordsOfAPartitionItDoesNotOwn() throws Exception {
    take(List.of(Events.event(1, 5, "a"), Events.event(0, 5, "a")));

    assertThat(answerer.asked).extracting(asked -> asked.event().text()).containsExactly("0/5");
  }

  private void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    take(List.of(record));
  }

  private void take(List<ConsumerRecord<byte[], byte[]>> records) throws InterruptedException {
    assertThat(flow.take(Events.batch(records), 0)).isTrue();
  }
}
