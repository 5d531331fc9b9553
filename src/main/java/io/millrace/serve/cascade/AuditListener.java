package io.millrace.serve.cascade;

import io.millrace.serve.event.Audit;
import java.util.Locale;

/** Hears of audits, on engine workers; must return quickly and throw nothing. */
public interface AuditListener {
  /** Why an event that was chosen is not audited. */
  enum Reason {
    /** Too much work is waiting. */
    BUSY,
    /** Too many audits are under way. */
    FULL,
    /** The bundle that answered is not in force any more. */
    SWAPPED,
    /** The last stage failed on the event, or stopped. */
    FAILED,
    /** Kafka does not take it now. */
    UNSENT;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in metrics. */
    public String word() {
      return word;
    }
  }

  /** The last stage has answered. */
  void audited(Audit audit);

  /** There will be no audit of an event that was chosen. */
  void dropped(Reason reason);
}
