package io.millrace.serve.event;

/**
 * An event and the teacher's logits for it: what the next student learns from.
 *
 * <p>Immutable by agreement: nobody writes to {@code logits}.
 *
 * @param id the event's
 * @param text what was asked
 * @param logits {@code [labels]}, as the teacher's model gave them
 */
public record Lesson(String id, String text, Source source, Teacher teacher, float[] logits) {
  /** Why the teacher was asked. */
  public enum Source {
    /** The students deferred. */
    ESCALATED,
    /** A student had answered, and the teacher was asked too. */
    AUDITED
  }

  /**
   * Who answered. The checksum alone says which model it was, whatever bundle it stands in.
   *
   * @param bundle name and version, {@code name:version}
   * @param stage its name in the bundle
   * @param checksum SHA-256 of its model's file; null if it was not read from a directory
   * @param labels checksum of the labels in the order of the logits
   */
  public record Teacher(String bundle, String stage, String checksum, String labels) {}
}
