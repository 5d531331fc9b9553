package io.millrace.serve.metric;

import io.micrometer.core.instrument.Counter;
import io.millrace.serve.cascade.PolicyListener;
import java.util.EnumMap;
import java.util.Map;

/**
 * Feeds the meters of thresholds that move.
 *
 * <p>Safe for use by many threads.
 */
public final class PolicyMeters implements PolicyListener {
  private final Map<Reason, Counter> rejected = new EnumMap<>(Reason.class);
  private volatile int level;

  /** Makes all meters. */
  public PolicyMeters(Meters meters) {
    for (Reason reason : Reason.values()) {
      rejected.put(reason, meters.counter(Meter.POLICY_REJECTED, reason.word()));
    }
    meters.gauge(Meter.LOAD_LEVEL, this, of -> of.level);
  }

  @Override
  public void rejected(Reason reason) {
    rejected.get(reason).increment();
  }

  @Override
  public void level(int now) {
    level = now;
  }
}
