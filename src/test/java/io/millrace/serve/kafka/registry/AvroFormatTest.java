package io.millrace.serve.kafka.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.TextEvent;
import io.millrace.serve.kafka.codec.Decoded;
import io.millrace.serve.kafka.codec.EventDecoder;
import io.millrace.serve.kafka.codec.FormatAwayException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Through Apicurio's own serializers, against a server that speaks its registry's REST API. */
class AvroFormatTest {
  static final Schema EVENT =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Event","fields":[
                {"name":"id","type":["null","string"],"default":null},
                {"name":"text","type":"string"},
                {"name":"priority","type":["null","int"],"default":null},
                {"name":"context","type":["null",{"type":"map","values":"string"}],"default":null}]}\
              """);

  private final FakeRegistry registry = new FakeRegistry();
  private final AvroFormat format =
      new AvroFormat(registry.url(), Map.of("acks", "all"), "millrace.predictions");
  private final EventDecoder decoder = new EventDecoder(1_000, format);

  AvroFormatTest() throws IOException {}

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void readsAnEventByTheSchemaThatItNames() throws IOException {
    int id = registry.put(EVENT.toString());
    GenericRecord event = new GenericData.Record(EVENT);
    event.put("id", "e-1");
    event.put("text", "say \"hi\"\nö");
    event.put("priority", 3);
    event.put("context", Map.of("user", "u"));

    TextEvent read = ((Decoded.Event) decoder.decode(record(value(id, event)))).event();

    assertThat(read.id()).isEqualTo("e-1");
    assertThat(read.text()).isEqualTo("say \"hi\"\nö");
    assertThat(read.priority()).isEqualTo(3);
    assertThat(new ObjectMapper().readTree(read.context()).at("/user").asText()).isEqualTo("u");
    assertThat(registry.artifacts()).containsExactly("millrace.predictions-value");
  }

  @Test
  void readsPlainTextAsEver() {
    ConsumerRecord<byte[], byte[]> record = record("hello".getBytes(UTF_8));
    record.headers().add("content-type", "text/plain".getBytes(UTF_8));

    assertThat(decoder.decode(record)).isInstanceOf(Decoded.Event.class);
  }

  @Test
  void rejectsWhatIsNoAvroOfAKnownSchema() throws IOException {
    int id = registry.put(EVENT.toString());
    byte[] cut = {0, 0, 0, 0, (byte) id, 2, 40, 'h'};

    assertRejected("{\"text\":\"hello\"}".getBytes(UTF_8));
    assertRejected(new byte[] {});
    assertRejected(new byte[] {0});
    assertRejected(new byte[] {0, 0, 0, 0, 77, 1, 2});
    assertRejected(cut);
    GenericRecord blank = new GenericData.Record(EVENT);
    blank.put("text", " ");
    assertRejected(value(id, blank));
  }

  @Test
  void cannotTellWhileTheRegistryFails() throws IOException {
    GenericRecord event = new GenericData.Record(EVENT);
    event.put("text", "hello");
    byte[] value = value(registry.put(EVENT.toString()), event);

    registry.fail(true);
    assertThatThrownBy(() -> decoder.decode(record(value))).isInstanceOf(FormatAwayException.class);
    registry.fail(false);
    assertThat(decoder.decode(record(value))).isInstanceOf(Decoded.Event.class);
    registry.close();
    assertThat(decoder.decode(record(value))).isInstanceOf(Decoded.Event.class); // It is known.
    byte[] unknown = {0, 0, 0, 0, 78, 1, 2};
    assertThatThrownBy(() -> decoder.decode(record(unknown)))
        .isInstanceOf(FormatAwayException.class)
        .hasMessageContaining(registry.url());
  }

  @Test
  void writesPredictionsThatApicuriosDeserializerReads() throws Exception {
    GenericRecord event = new GenericData.Record(EVENT);
    event.put("text", "hello");
    decoder.decode(record(value(registry.put(EVENT.toString()), event)));
    Prediction prediction =
        new Prediction(
            "e-1",
            "alarm",
            0.98,
            "student",
            "clinc150:1",
            Outcome.ACCEPTED,
            List.of(new Prediction.Alternative("alarm", 0.98)),
            "{\"user\":1}",
            new Prediction.Timings(0.1, 0.2, 0.3));
    Headers headers = new RecordHeaders();

    byte[] written = format.prediction(headers, prediction);

    try (AvroKafkaDeserializer<GenericRecord> reader = new AvroKafkaDeserializer<>()) {
      reader.configure(Map.of("apicurio.registry.url", registry.url()), false);
      JsonNode read =
          new ObjectMapper()
              .readTree(reader.deserialize("millrace.predictions", written).toString());
      assertThat(read.at("/label").asText()).isEqualTo("alarm");
      assertThat(read.at("/outcome").asText()).isEqualTo("accepted");
      assertThat(read.at("/alternatives/0/confidence").asDouble()).isEqualTo(0.98);
      assertThat(read.at("/context").asText()).isEqualTo("{\"user\":1}");
      assertThat(read.at("/timings/totalMs").asDouble()).isEqualTo(0.3);
    }
    assertThat(new String(headers.lastHeader("content-type").value(), UTF_8))
        .isEqualTo("application/avro");
  }

  private void assertRejected(byte[] value) {
    assertThat(decoder.decode(record(value))).isInstanceOf(Decoded.Rejected.class);
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
    return new ConsumerRecord<>("millrace.events", 0, 0, null, value);
  }

  /** The wire format, written down by hand. */
  static byte[] value(int id, GenericRecord event) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(event.getSchema()).write(event, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
