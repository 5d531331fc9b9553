package io.millrace.serve.kafka.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.cascade.Trace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordTracesTest {
  private static final long NOW_MS = 5_000;

  private final List<Trace.Step> begun = new ArrayList<>();
  private UnaryOperator<String> headers;
  private final RecordTraces traces =
      new RecordTraces(
          (step, header) -> {
            begun.add(step);
            headers = header;
            return Trace.NONE;
          },
          "millrace",
          InstantSource.fixed(Instant.ofEpochMilli(NOW_MS)));

  @Test
  void saysWhereARecordLies_whoReadsIt_andItsKey() {
    assertThat(attributes("chat-1".getBytes(UTF_8), 4_200))
        .isEqualTo(
            Map.of(
                "messaging.system", "kafka",
                "messaging.operation.name", "process",
                "messaging.operation.type", "process",
                "messaging.destination.name", "events",
                "messaging.destination.partition.id", "3",
                "messaging.kafka.offset", 17L,
                "messaging.consumer.group.name", "millrace",
                "messaging.kafka.message.key", "chat-1",
                "millrace.event.waited_ms", 800L));
    assertThat(begun.getFirst().name()).isEqualTo("process events");
    assertThat(begun.getFirst().kind()).isEqualTo(Trace.Kind.CONSUMER);
  }

  @Test
  void leavesOutAKeyThatIsNoName() {
    assertThat(attributes(null, 0)).doesNotContainKey("messaging.kafka.message.key");
    assertThat(attributes(new byte[] {(byte) 0xff, 1}, 0))
        .doesNotContainKey("messaging.kafka.message.key");
    assertThat(attributes(new byte[129], 0)).doesNotContainKey("messaging.kafka.message.key");
  }

  @Test
  void nothingHasWaitedThatHasNoTimestamp_orOneToCome() {
    assertThat(attributes(null, -1)).containsEntry("millrace.event.waited_ms", 0L);
    assertThat(attributes(null, NOW_MS + 9)).containsEntry("millrace.event.waited_ms", 0L);
  }

  @Test
  void readsTheLastHeaderOfAName() {
    attributes(null, 0);

    assertThat(headers.apply("traceparent")).isEqualTo("second");
    assertThat(headers.apply("nothing")).isNull();
    assertThat(headers.apply("absent")).isNull();
  }

  private Map<String, Object> attributes(byte[] key, long timestampMs) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", "first".getBytes(UTF_8));
    headers.add("traceparent", "second".getBytes(UTF_8));
    headers.add("nothing", null);
    traces.taken(
        new ConsumerRecord<>(
            "events",
            3,
            17,
            timestampMs,
            TimestampType.CREATE_TIME,
            0,
            0,
            key,
            "{\"text\":\"hello\"}".getBytes(UTF_8),
            headers,
            Optional.empty()));
    return begun.getLast().attributes().get();
  }
}
