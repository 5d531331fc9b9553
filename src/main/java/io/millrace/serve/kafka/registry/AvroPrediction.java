package io.millrace.serve.kafka.registry;

import io.millrace.serve.event.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * A prediction as Avro: {@code schemas/prediction.avsc}.
 *
 * <p>Safe for use by many threads.
 */
final class AvroPrediction {
  private static final int INITIAL_BYTES = 256;
  static final Schema SCHEMA = read();

  private AvroPrediction() {}

  private static Schema read() {
    try (InputStream in = AvroPrediction.class.getResourceAsStream("/schemas/prediction.avsc")) {
      return new Schema.Parser().parse(in);
    } catch (IOException absent) {
      throw new UncheckedIOException("Bug: the schema is in the jar", absent);
    }
  }

  static GenericRecord record(Prediction prediction) {
    GenericRecord record = new GenericData.Record(SCHEMA);
    record.put("id", prediction.id());
    record.put("label", prediction.label());
    record.put("confidence", prediction.confidence());
    record.put("stage", prediction.stage());
    record.put("bundle", prediction.bundle());
    record.put("outcome", prediction.outcome().word());
    record.put("alternatives", alternatives(prediction));
    record.put("context", prediction.context());
    GenericRecord timings = new GenericData.Record(SCHEMA.getField("timings").schema());
    timings.put("queueMs", prediction.timings().queueMs());
    timings.put("serviceMs", prediction.timings().serviceMs());
    timings.put("totalMs", prediction.timings().totalMs());
    record.put("timings", timings);
    return record;
  }

  private static List<GenericRecord> alternatives(Prediction prediction) {
    Schema schema = SCHEMA.getField("alternatives").schema().getElementType();
    List<GenericRecord> records = new ArrayList<>();
    for (Prediction.Alternative alternative : prediction.alternatives()) {
      GenericRecord record = new GenericData.Record(schema);
      record.put("label", alternative.label());
      record.put("confidence", alternative.confidence());
      records.add(record);
    }
    return records;
  }

  /**
   * Avro's binary encoding.
   *
   * @param prefix what goes before it
   */
  static byte[] encode(byte[] prefix, GenericRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES);
    try {
      bytes.write(prefix);
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      new GenericDatumWriter<GenericRecord>(SCHEMA).write(record, encoder);
      encoder.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException("Bug: memory cannot be written", impossible);
    }
    return bytes.toByteArray();
  }
}
