package io.millrace.serve.metric;

import io.micrometer.core.instrument.Counter;
import io.millrace.serve.cascade.AuditListener;
import io.millrace.serve.event.Audit;
import java.util.EnumMap;
import java.util.Map;

/**
 * Feeds the meters of audits.
 *
 * <p>Safe for use by many threads.
 */
public final class AuditMeters implements AuditListener {
  private final Counter agreed;
  private final Counter disagreed;
  private final Map<Reason, Counter> dropped = new EnumMap<>(Reason.class);

  /** Makes all meters. */
  public AuditMeters(Meters meters) {
    agreed = meters.counter(Meter.AUDITS, "agreed");
    disagreed = meters.counter(Meter.AUDITS, "disagreed");
    for (Reason reason : Reason.values()) {
      dropped.put(reason, meters.counter(Meter.AUDITS, reason.word()));
    }
  }

  @Override
  public void audited(Audit audit) {
    (audit.agrees() ? agreed : disagreed).increment();
  }

  @Override
  public void dropped(Reason reason) {
    dropped.get(reason).increment();
  }
}
