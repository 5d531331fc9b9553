package io.millrace.cli.lesson;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where nobody answers; what a broker says is in LearningIT. */
class LessonTopicTest {
  @Test
  void saysThatTheBrokerIsAway() {
    LessonTopic topic = of("127.0.0.1:1");

    assertThatThrownBy(() -> topic.readInto(null))
        .isInstanceOf(IOException.class)
        .hasMessage("Kafka at 127.0.0.1:1: not reached, for topic lessons");
  }

  @Test
  void saysThatTheAddressIsNone() {
    LessonTopic topic = of("no port");

    assertThatThrownBy(() -> topic.readInto(null))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Kafka at no port, topic lessons: ")
        .hasMessageContaining("bootstrap.servers");
  }

  private static LessonTopic of(String address) {
    return new LessonTopic(
        Map.of(
            "bootstrap.servers",
            address,
            "default.api.timeout.ms",
            "300",
            "request.timeout.ms",
            "200"),
        "lessons",
        _ -> {});
  }
}
