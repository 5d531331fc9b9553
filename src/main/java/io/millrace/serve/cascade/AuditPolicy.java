package io.millrace.serve.cascade;

import io.millrace.serve.event.Draw;
import java.time.Duration;

/**
 * Which events are audited, and when there is room for it.
 *
 * <p>Immutable.
 *
 * @param share of the events that a student accepts, 0..1
 * @param backlog audits wait for nobody: none is begun while more work than this is waiting
 * @param room most audits at a time
 */
public record AuditPolicy(double share, Duration backlog, int room) {
  /** Refuses nonsense, by the name of the option. */
  public AuditPolicy {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("millrace.audit.share: expected 0..1, found " + share);
    }
    if (backlog.isNegative() || backlog.isZero()) {
      throw new IllegalArgumentException(
          "millrace.audit.backlog: expected more than 0, found " + backlog);
    }
  }

  /**
   * Whether an event is one of the share: decided by its id alone, so that every process decides
   * alike, and so does one that answers it again.
   */
  boolean chooses(String id) {
    return Draw.AUDIT.of(id) < share;
  }
}
