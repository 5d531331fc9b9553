package io.millrace.serve.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EventTimesTest {
  private static final long NOW_MS = 1_000_000;
  private static final long MS = 1_000_000;
  private final EventTimes times =
      new EventTimes(() -> -5 * MS, InstantSource.fixed(Instant.ofEpochMilli(NOW_MS)));

  @Test
  void countsADeadlineFromTheTimestamp() {
    assertThat(times.deadlineNanos(OptionalLong.of(300), NOW_MS - 100, 7)).isEqualTo(200 * MS + 7);
    assertThat(times.deadlineNanos(OptionalLong.of(300), NOW_MS - 400, 7)).isEqualTo(-100 * MS + 7);
  }

  @Test
  void takesNoTimestampAndOneOfTheFutureForNow() {
    assertThat(times.deadlineNanos(OptionalLong.of(300), -1, 7)).isEqualTo(300 * MS + 7);
    assertThat(times.deadlineNanos(OptionalLong.of(300), NOW_MS + 50, 7)).isEqualTo(300 * MS + 7);
    assertThat(times.endToEndNanos(NOW_MS + 50)).isZero();
  }

  @Test
  void overflowsWithNoDeadline() {
    assertThat(times.deadlineNanos(OptionalLong.empty(), NOW_MS, 7)).isEqualTo(Long.MAX_VALUE);
    assertThat(times.deadlineNanos(OptionalLong.of(Long.MAX_VALUE), NOW_MS, 7))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(times.deadlineNanos(OptionalLong.of(0), 0, -5 * MS)).isNegative();
  }

  @Test
  void measuresFromTheMiddleOfTheTimestampsMillisecond() {
    assertThat(times.endToEndNanos(NOW_MS - 12)).isEqualTo(12 * MS - MS / 2);
    assertThat(times.endToEndNanos(NOW_MS)).isZero();
    assertThat(times.endToEndNanos(-1)).isZero();

    Instant later = Instant.ofEpochMilli(NOW_MS).plusNanos(700_000);
    assertThat(new EventTimes(() -> 0, InstantSource.fixed(later)).endToEndNanos(NOW_MS - 12))
        .isEqualTo(12 * MS + 200_000);
  }
}
