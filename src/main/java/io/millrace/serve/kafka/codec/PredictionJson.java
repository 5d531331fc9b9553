package io.millrace.serve.kafka.codec;

import io.millrace.serve.event.Prediction;
import java.time.Instant;
import java.util.List;
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
  private static final long CONFIDENCE = 1_000_000;
  private static final long MILLISECONDS = 1_000;

  /** A prediction without context takes about 330 characters, a CloudEvent's attributes 200. */
  private static final int INITIAL_CHARS = 640;

  private PredictionJson() {}

  /** The bare prediction, UTF-8. */
  public static byte[] bare(Prediction prediction) {
    JsonWriter writer = new JsonWriter(INITIAL_CHARS);
    write(writer, prediction);
    return writer.toBytes();
  }

  /**
   * Writes the envelope too.
   *
   * @param inherited attributes, name to raw JSON
   */
  static byte[] structured(
      Prediction prediction, String id, Instant time, Map<String, String> inherited) {
    JsonWriter writer = new JsonWriter(INITIAL_CHARS);
    writer.raw("{\"specversion\":\"" + CloudEvents.SPEC_VERSION + "\",\"id\":").string(id);
    writer.raw(",\"source\":\"" + CloudEvents.SOURCE + "\",\"type\":\"" + CloudEvents.TYPE);
    writer.raw("\",\"time\":").string(time.toString());
    writer.raw(",\"datacontenttype\":\"application/json\"");
    inherited.forEach((name, json) -> writer.raw(",").string(name).raw(":").raw(json));
    writer.raw(",\"data\":");
    write(writer, prediction);
    writer.raw("}");
    return writer.toBytes();
  }

  private static void write(JsonWriter writer, Prediction prediction) {
    writer.raw("{\"id\":").string(prediction.id());
    writer.raw(",\"label\":").string(prediction.label());
    writer.raw(",\"confidence\":").number(prediction.confidence(), CONFIDENCE);
    writer.raw(",\"stage\":").string(prediction.stage());
    writer.raw(",\"bundle\":").string(prediction.bundle());
    writer.raw(",\"outcome\":").string(prediction.outcome().word());
    writeAlternatives(writer, prediction.alternatives());
    if (prediction.context() != null) {
      writer.raw(",\"context\":").raw(prediction.context());
    }
    Prediction.Timings timings = prediction.timings();
    writer.raw(",\"timings\":{\"queueMs\":").number(timings.queueMs(), MILLISECONDS);
    writer.raw(",\"serviceMs\":").number(timings.serviceMs(), MILLISECONDS);
    writer.raw(",\"totalMs\":").number(timings.totalMs(), MILLISECONDS).raw("}}");
  }

  private static void writeAlternatives(
      JsonWriter writer, List<Prediction.Alternative> alternatives) {
    writer.raw(",\"alternatives\":[");
    String separator = "";
    for (Prediction.Alternative alternative : alternatives) {
      writer.raw(separator).raw("{\"label\":").string(alternative.label());
      writer.raw(",\"confidence\":").number(alternative.confidence(), CONFIDENCE).raw("}");
      separator = ",";
    }
    writer.raw("]");
  }
}
