package io.millrace.serve.kafka.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Rejection;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class DeadLetterEncoderTest {
  private final DeadLetterEncoder encoder = new DeadLetterEncoder("dead-letters");

  @Test
  void keepsKeyValueAndHeadersByteForByte() {
    byte[] value = {(byte) 0xff, 0, (byte) 0xc3};
    ConsumerRecord<byte[], byte[]> record =
        Records.of(value, "content-type", "text/plain", "a", "1", "a", "2");
    record.headers().add("nothing", null).add("bytes", value);

    ProducerRecord<byte[], byte[]> letter = encoder.encode(record, Rejection.badEvent("why"));

    assertThat(letter.topic()).isEqualTo("dead-letters");
    assertThat(letter.key()).isEqualTo(record.key());
    assertThat(letter.value()).isEqualTo(value);
    Header[] before = record.headers().toArray();
    assertThat(letter.headers().toArray()).startsWith(before).hasSize(before.length + 7);
  }

  @Test
  void saysWhyAndFromWhere() {
    ProducerRecord<byte[], byte[]> letter =
        encoder.encode(Records.of(null), new Rejection(ErrorKind.ENGINE, "no memory", "teacher"));

    assertThat(letter.value()).isNull();
    assertThat(Records.header(letter.headers(), "millrace-error-kind")).isEqualTo("ENGINE");
    assertThat(Records.header(letter.headers(), "millrace-error-message")).isEqualTo("no memory");
    assertThat(Records.header(letter.headers(), "millrace-source-topic")).isEqualTo("events");
    assertThat(Records.header(letter.headers(), "millrace-source-partition")).isEqualTo("3");
    assertThat(Records.header(letter.headers(), "millrace-source-offset")).isEqualTo("17");
    assertThat(Records.header(letter.headers(), "millrace-source-timestamp"))
        .isEqualTo(Long.toString(Records.TIMESTAMP));
    assertThat(Records.header(letter.headers(), "millrace-stage")).isEqualTo("teacher");
  }

  @Test
  void leavesTheStageEmptyWhenNoneWasReached() {
    assertThat(
            Records.header(
                encoder.encode(Records.of(null), Rejection.badEvent("why")).headers(),
                "millrace-stage"))
        .isEmpty();
  }
}
