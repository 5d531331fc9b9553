package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class EscalationTest {
  private static final EscalationEncoder ENCODER = new EscalationEncoder("escalations");
  private static final Prediction ABSTENTION =
      new Prediction(
          "id",
          null,
          0.25,
          "student",
          "tiny:1",
          Outcome.ABSTAINED,
          List.of(
              new Prediction.Alternative("größe", 0.25), new Prediction.Alternative("b", 0.125)),
          "{}",
          new Prediction.Timings(1.5, 2.5, 9));

  @Test
  void givesBackWhateverWasPutIn() {
    Random random = new Random(5);
    for (int round = 0; round < 1_000; round++) {
      ConsumerRecord<byte[], byte[]> event = event(random);
      long takenMs = random.nextLong();

      Optional<Escalation> read = read(ENCODER.deferred(event, takenMs, ABSTENTION, Map.of()));

      Escalation.Deferred deferred = (Escalation.Deferred) read.orElseThrow();
      assertThat(deferred.event().topic()).isEqualTo(event.topic());
      assertThat(deferred.event().partition()).isEqualTo(event.partition());
      assertThat(deferred.event().offset()).isEqualTo(event.offset());
      assertThat(deferred.event().timestamp()).isEqualTo(event.timestamp());
      assertThat(deferred.event().key()).isEqualTo(event.key());
      assertThat(deferred.event().value()).isEqualTo(event.value());
      assertThat(deferred.event().headers()).isEqualTo(event.headers());
      assertThat(deferred.takenMs()).isEqualTo(takenMs);
    }
  }

  @Test
  void takesTheHeadersOfItsTraceAlong_andBackOffTheEvent() {
    ConsumerRecord<byte[], byte[]> event = event(new Random(6));
    ProducerRecord<byte[], byte[]> written =
        ENCODER.deferred(event, 3, ABSTENTION, Map.of("traceparent", "00-ours"));

    assertThat(Records.header(written.headers(), "traceparent")).isEqualTo("00-ours");
    Escalation read = read(written).orElseThrow();
    assertThat(((Escalation.Deferred) read).event().headers()).isEqualTo(event.headers());
  }

  @Test
  void givesBackWhatTheStudentsKnew() {
    Escalation read =
        read(ENCODER.deferred(event(new Random(6)), 3, ABSTENTION, Map.of())).orElseThrow();

    Prediction known = ((Escalation.Deferred) read).abstention();
    assertThat(known)
        .usingRecursiveComparison()
        .ignoringFields("id", "context", "timings.totalMs")
        .isEqualTo(ABSTENTION);
  }

  @Test
  void readsNothingElse() {
    ConsumerRecord<byte[], byte[]> event = event(new Random(7));
    assertThat(EscalationDecoder.decode(event)).isEmpty();
    byte[] header =
        ENCODER
            .deferred(event, 3, ABSTENTION, Map.of())
            .headers()
            .lastHeader(EscalationEncoder.HEADER)
            .value();
    for (int length = 0; length < header.length; length++) {
      assertThat(read(withHeader(Arrays.copyOf(header, length)))).isEmpty();
    }
    assertThat(read(withHeader(null))).isEmpty();
    header[0]++;
    assertThat(read(withHeader(header))).as("another version").isEmpty();
  }

  @Test
  void neverThrows() {
    Random random = new Random(8);
    for (int round = 0; round < 100_000; round++) {
      byte[] header = new byte[random.nextInt(64)];
      random.nextBytes(header);
      if (header.length > 0) {
        header[0] = EscalationEncoder.VERSION;
      }
      read(withHeader(header));
    }
  }

  private static ProducerRecord<byte[], byte[]> withHeader(byte[] header) {
    Headers headers = new RecordHeaders().add(EscalationEncoder.HEADER, header);
    return new ProducerRecord<>("escalations", null, null, null, null, headers);
  }

  private static Optional<Escalation> read(ProducerRecord<byte[], byte[]> record) {
    return EscalationDecoder.decode(
        new ConsumerRecord<>(
            "escalations",
            0,
            1,
            2,
            TimestampType.CREATE_TIME,
            0,
            0,
            record.key(),
            record.value(),
            record.headers(),
            Optional.empty()));
  }

  /** With headers that look like ours, too. */
  private static ConsumerRecord<byte[], byte[]> event(Random random) {
    RecordHeaders headers = new RecordHeaders();
    for (int i = random.nextInt(3); i > 0; i--) {
      String name = random.nextBoolean() ? EscalationEncoder.HEADER : "other";
      headers.add(name, random.nextInt(4) == 0 ? null : bytes(random));
    }
    return new ConsumerRecord<>(
        "topic" + random.nextInt(),
        random.nextInt(),
        random.nextLong(),
        random.nextLong(),
        TimestampType.CREATE_TIME,
        0,
        0,
        random.nextInt(4) == 0 ? null : bytes(random),
        random.nextInt(4) == 0 ? null : bytes(random),
        headers,
        Optional.empty());
  }

  private static byte[] bytes(Random random) {
    return ("bytes " + random.nextInt()).getBytes(UTF_8);
  }
}
