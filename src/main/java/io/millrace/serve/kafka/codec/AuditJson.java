package io.millrace.serve.kafka.codec;

import io.millrace.serve.event.Audit;
import io.millrace.serve.event.Outcome;

/**
 * An audit's JSON.
 *
 * <p>Safe for use by many threads.
 */
public final class AuditJson {
  private static final long CONFIDENCE = 1_000_000;
  private static final int INITIAL_CHARS = 300;

  private AuditJson() {}

  /** UTF-8. */
  public static byte[] encode(Audit audit) {
    JsonWriter writer = new JsonWriter(INITIAL_CHARS);
    writer.raw("{\"id\":").string(audit.answer().id());
    writer.raw(",\"bundle\":").string(audit.answer().bundle());
    writer.raw(",\"stage\":").string(audit.answer().stage());
    writer.raw(",\"label\":").string(audit.answer().label());
    writer.raw(",\"confidence\":").number(audit.answer().confidence(), CONFIDENCE);
    writer.raw(",\"teacher\":").string(audit.teacher().stage());
    writer.raw(",\"teacherLabel\":").string(audit.teacherLabel());
    writer.raw(",\"teacherConfidence\":").number(audit.teacher().confidence(), CONFIDENCE);
    writer.raw(",\"teacherAccepts\":" + (audit.teacher().outcome() != Outcome.ABSTAINED));
    writer.raw(",\"agrees\":" + audit.agrees() + "}");
    return writer.toBytes();
  }
}
