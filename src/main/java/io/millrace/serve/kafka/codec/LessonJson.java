package io.millrace.serve.kafka.codec;

import io.millrace.serve.event.Lesson;
import java.util.Locale;

/**
 * A lesson's JSON: see {@code schemas/lesson.schema.json}.
 *
 * <p>Safe for use by many threads.
 */
public final class LessonJson {
  /** What readers must understand. */
  public static final int VERSION = 1;

  /** Four decimals: a student is trained with eleven bits. */
  private static final long LOGIT = 10_000;

  /** The largest that training can hold, float16's. */
  private static final float LARGEST = 65504;

  private static final int INITIAL_CHARS = 2_000;

  private LessonJson() {}

  /** UTF-8. */
  public static byte[] encode(Lesson lesson) {
    JsonWriter writer = new JsonWriter(INITIAL_CHARS);
    writer.raw("{\"version\":" + VERSION);
    writer.raw(",\"id\":").string(lesson.id());
    writer.raw(",\"text\":").string(lesson.text());
    writer.raw(",\"source\":").string(lesson.source().name().toLowerCase(Locale.ROOT));
    writer.raw(",\"bundle\":").string(lesson.teacher().bundle());
    writer.raw(",\"teacher\":{\"stage\":").string(lesson.teacher().stage());
    writer.raw(",\"checksum\":").string(lesson.teacher().checksum());
    writer.raw("},\"labels\":").string(lesson.teacher().labels());
    writer.raw(",\"logits\":");
    String separator = "[";
    for (float logit : lesson.logits()) {
      writer.raw(separator).number(Math.clamp(logit, -LARGEST, LARGEST), LOGIT);
      separator = ",";
    }
    return writer.raw("]}").toBytes();
  }
}
