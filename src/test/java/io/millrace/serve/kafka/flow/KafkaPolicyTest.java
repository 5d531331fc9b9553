package io.millrace.serve.kafka.flow;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KafkaPolicyTest {
  @Test
  void refusesNonsenseByTheNameOfTheOption() {
    assertThatThrownBy(() -> policy(0, 1, 1, 1))
        .hasMessage("millrace.max-event-bytes=0: must be positive");
    assertThatThrownBy(() -> policy(1, 0, 1, 1))
        .hasMessage("millrace.in-flight.events=0: must be positive");
    assertThatThrownBy(() -> policy(100, 1, 99, 1))
        .hasMessage(
            "millrace.in-flight.bytes=99: must hold an event of millrace.max-event-bytes=100");
    assertThatThrownBy(() -> policy(1, 1, 1, -1))
        .hasMessage("millrace.stop-timeout=PT-1S: must not be negative");
  }

  private static KafkaPolicy policy(int eventBytes, int events, long bytes, int stopSeconds) {
    return new KafkaPolicy(
        new KafkaPolicy.Topics("p", "d"),
        KafkaPolicy.Order.KEY,
        eventBytes,
        events,
        bytes,
        Duration.ofSeconds(stopSeconds),
        Duration.ofSeconds(stopSeconds),
        Events.NO_BREAKER);
  }
}
