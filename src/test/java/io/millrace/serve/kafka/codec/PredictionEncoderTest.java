package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class PredictionEncoderTest {
  private static final String BARE =
      "{\"id\":\"e-1\",\"label\":\"alarm\",\"confidence\":0.987654,\"stage\":\"student\",\"bundle\":\"clinc150:1\","
          + "\"outcome\":\"accepted\",\"alternatives\":[{\"label\":\"alarm\",\"confidence\":0.987654},"
          + "{\"label\":\"timer\",\"confidence\":0.01}],\"context\":{ \"user\":1.0 },"
          + "\"timings\":{\"queueMs\":0.125,\"serviceMs\":1.5,\"totalMs\":2.001}}";

  private final PredictionEncoder encoder =
      new PredictionEncoder(
          "predictions", InstantSource.fixed(Instant.parse("2026-02-03T04:05:06Z")));

  @Test
  void writesTheContractsJsonUnderTheSameKey() {
    ConsumerRecord<byte[], byte[]> record = Records.json("x", "content-type", "text/plain");

    ProducerRecord<byte[], byte[]> written =
        encoder.encode(record, new Envelope.Bare(), accepted());

    assertThat(written.topic()).isEqualTo("predictions");
    assertThat(written.key()).isEqualTo(record.key());
    assertThat(written.value()).asString(UTF_8).isEqualTo(BARE);
  }

  @Test
  void leavesOutAnAbsentContextAndWritesANullLabel() {
    Prediction prediction =
        new Prediction(
            "e",
            null,
            0.25,
            null,
            "b:1",
            Outcome.LATE,
            List.of(),
            null,
            new Prediction.Timings(1, 0, 1));

    ProducerRecord<byte[], byte[]> written =
        encoder.encode(Records.json("x"), new Envelope.Bare(), prediction);

    assertThat(written.value())
        .asString(UTF_8)
        .isEqualTo(
            "{\"id\":\"e\",\"label\":null,\"confidence\":0.25,\"stage\":null,\"bundle\":\"b:1\",\"outcome\":\"late\","
                + "\"alternatives\":[],\"timings\":{\"queueMs\":1.0,\"serviceMs\":0.0,\"totalMs\":1.0}}");
  }

  @Test
  void copiesHeadersAndSetsTheContentType() {
    ConsumerRecord<byte[], byte[]> record =
        Records.json("x", "traceparent", "00-1", "Content-Type", "text/plain", "a", "1", "a", "2");
    record.headers().add("nothing", null);

    ProducerRecord<byte[], byte[]> written =
        encoder.encode(record, new Envelope.Bare(), accepted());

    assertThat(written.headers().toArray())
        .extracting(Header::key)
        .containsExactly("traceparent", "a", "a", "nothing", "content-type");
    assertThat(Records.header(written.headers(), "traceparent")).isEqualTo("00-1");
    assertThat(Records.header(written.headers(), "content-type")).isEqualTo("application/json");
    assertThat(written.headers().lastHeader("nothing").value()).isNull();
  }

  @Test
  void answersABinaryCloudEventWithOne() {
    ConsumerRecord<byte[], byte[]> record =
        Records.json(
            "x",
            "ce_specversion",
            "1.0",
            "ce_id",
            "ce-7",
            "ce_source",
            "/chat",
            "ce_type",
            "said",
            "ce_time",
            "2020-01-01T00:00:00Z",
            "ce_dataschema",
            "/schema",
            "ce_subject",
            "user-4",
            "ce_traceparent",
            "00-2",
            "content-type",
            "text/plain");

    ProducerRecord<byte[], byte[]> written =
        encoder.encode(record, new Envelope.BinaryCloudEvent(), accepted());

    assertThat(written.headers().toArray())
        .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
        .containsExactly(
            "ce_subject=user-4",
            "ce_traceparent=00-2",
            "ce_specversion=1.0",
            "ce_id=events-3-17",
            "ce_source=/millrace",
            "ce_type=io.millrace.prediction.v1",
            "ce_time=2026-02-03T04:05:06Z",
            "content-type=application/json");
    assertThat(written.value()).asString(UTF_8).isEqualTo(BARE);
  }

  @Test
  void answersAStructuredCloudEventWithOne() {
    Envelope envelope = new Envelope.StructuredCloudEvent(Map.of("subject", "\"user-4\""));

    ProducerRecord<byte[], byte[]> written =
        encoder.encode(
            Records.json("x", "content-type", "application/cloudevents+json"),
            envelope,
            accepted());

    assertThat(Records.header(written.headers(), "content-type"))
        .isEqualTo("application/cloudevents+json");
    assertThat(written.value())
        .asString(UTF_8)
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"events-3-17\",\"source\":\"/millrace\",\"type\":\"io.millrace.prediction.v1\","
                + "\"time\":\"2026-02-03T04:05:06Z\",\"datacontenttype\":\"application/json\",\"subject\":\"user-4\",\"data\":"
                + BARE
                + "}");
  }

  @Test
  void writesWhatTheDecoderReadsBack() {
    EventDecoder decoder = new EventDecoder(1 << 16);
    ProducerRecord<byte[], byte[]> written =
        encoder.encode(
            Records.json("x"), new Envelope.StructuredCloudEvent(Map.of("hops", "3")), accepted());

    Decoded decoded =
        decoder.decode(
            Records.json(
                new String(written.value(), UTF_8)
                    .replace("\"label\":\"alarm\",", "\"text\":\"x\","),
                "content-type",
                "application/cloudevents+json"));

    Decoded.Event event = (Decoded.Event) decoded;
    assertThat(event.event().context()).isEqualTo("{ \"user\":1.0 }");
    assertThat(((Envelope.StructuredCloudEvent) event.envelope()).kept())
        .containsEntry("hops", "3");
  }

  private static Prediction accepted() {
    return new Prediction(
        "e-1",
        "alarm",
        0.98765432,
        "student",
        "clinc150:1",
        Outcome.ACCEPTED,
        List.of(
            new Prediction.Alternative("alarm", 0.98765432),
            new Prediction.Alternative("timer", 0.01)),
        "{ \"user\":1.0 }",
        new Prediction.Timings(0.125, 1.5, 2.00051));
  }
}
