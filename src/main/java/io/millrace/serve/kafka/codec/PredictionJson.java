package io.millrace.serve.kafka.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.serve.event.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/**
 * A prediction's JSON, bare or inside a structured CloudEvent.
 *
 * <p>Confidences are written to six decimals and milliseconds to three: what lies below is noise
 * that only makes records longer.
 *
 * <p>Safe for use by many threads.
 */
public final class PredictionJson {
  private static final double CONFIDENCE_DIGITS = 1e6;
  private static final double MILLISECOND_DIGITS = 1e3;

  /** A prediction without context takes about 330 bytes. */
  private static final int INITIAL_BYTES = 512;

  private final JsonFactory factory = new JsonFactory();

  /** The bare prediction, UTF-8. */
  public byte[] bare(Prediction prediction) {
    return write(generator -> writePrediction(generator, prediction));
  }

  /**
   * Writes the envelope too.
   *
   * @param inherited attributes, name to raw JSON
   */
  byte[] structured(Prediction prediction, String id, Instant time, Map<String, String> inherited) {
    return write(
        generator -> {
          generator.writeStartObject();
          generator.writeStringField("specversion", CloudEvents.SPEC_VERSION);
          generator.writeStringField("id", id);
          generator.writeStringField("source", CloudEvents.SOURCE);
          generator.writeStringField("type", CloudEvents.TYPE);
          generator.writeStringField("time", time.toString());
          generator.writeStringField("datacontenttype", "application/json");
          for (Map.Entry<String, String> attribute : inherited.entrySet()) {
            writeRaw(generator, attribute.getKey(), attribute.getValue());
          }
          generator.writeFieldName("data");
          writePrediction(generator, prediction);
          generator.writeEndObject();
        });
  }

  private static void writePrediction(JsonGenerator generator, Prediction prediction)
      throws IOException {
    generator.writeStartObject();
    generator.writeStringField("id", prediction.id());
    generator.writeStringField("label", prediction.label());
    generator.writeNumberField("confidence", confidence(prediction.confidence()));
    generator.writeStringField("stage", prediction.stage());
    generator.writeStringField("bundle", prediction.bundle());
    generator.writeStringField("outcome", prediction.outcome().word());
    generator.writeArrayFieldStart("alternatives");
    for (Prediction.Alternative alternative : prediction.alternatives()) {
      generator.writeStartObject();
      generator.writeStringField("label", alternative.label());
      generator.writeNumberField("confidence", confidence(alternative.confidence()));
      generator.writeEndObject();
    }
    generator.writeEndArray();
    if (prediction.context() != null) {
      writeRaw(generator, "context", prediction.context());
    }
    writeTimings(generator, prediction.timings());
    generator.writeEndObject();
  }

  private static void writeTimings(JsonGenerator generator, Prediction.Timings timings)
      throws IOException {
    generator.writeObjectFieldStart("timings");
    generator.writeNumberField("queueMs", milliseconds(timings.queueMs()));
    generator.writeNumberField("serviceMs", milliseconds(timings.serviceMs()));
    generator.writeNumberField("totalMs", milliseconds(timings.totalMs()));
    generator.writeEndObject();
  }

  private static void writeRaw(JsonGenerator generator, String name, String json)
      throws IOException {
    generator.writeFieldName(name);
    generator.writeRawValue(json);
  }

  private static double confidence(double value) {
    return Math.rint(value * CONFIDENCE_DIGITS) / CONFIDENCE_DIGITS;
  }

  private static double milliseconds(double value) {
    return Math.rint(value * MILLISECOND_DIGITS) / MILLISECOND_DIGITS;
  }

  private byte[] write(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES);
    try (JsonGenerator generator = factory.createGenerator(bytes)) {
      content.writeTo(generator);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Bug: writing to memory failed", impossible);
    }
    return bytes.toByteArray();
  }

  /** What goes into one document. */
  private interface Content {
    void writeTo(JsonGenerator generator) throws IOException;
  }
}
