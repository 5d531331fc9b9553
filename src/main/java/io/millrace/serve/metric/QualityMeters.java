package io.millrace.serve.metric;

import io.micrometer.core.instrument.Counter;
import io.millrace.serve.quality.QualityListener;
import io.millrace.serve.quality.Reason;
import io.millrace.serve.quality.evidence.DriftTest;
import io.millrace.serve.quality.evidence.Share;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Feeds the meters of quality.
 *
 * <p>Safe for use by many threads.
 */
public final class QualityMeters implements QualityListener {
  /** Stages of bundles that come and go must not become tags without end. */
  private static final int MOST_STAGES = 16;

  private final Meters meters;
  private final Map<Reason, Counter> dropped = new EnumMap<>(Reason.class);
  private final Map<String, Double> agreements = new ConcurrentHashMap<>();
  private final Map<DriftTest, Double> strengths = new ConcurrentHashMap<>();

  /**
   * Makes all meters.
   *
   * @param stages those known now; their agreement is no number until an audit came
   */
  public QualityMeters(Meters meters, List<String> stages) {
    this.meters = meters;
    for (Reason reason : Reason.values()) {
      dropped.put(reason, meters.counter(Meter.QUALITY_DROPPED, reason.word()));
    }
    stages.forEach(stage -> agreement(stage, new Share(0, 0)));
    for (DriftTest test : DriftTest.values()) {
      strengths.put(test, 0.0);
      meters.gauge(Meter.DRIFT, strengths, all -> all.get(test), test.word());
    }
  }

  @Override
  public void dropped(Reason reason) {
    dropped.get(reason).increment();
  }

  @Override
  public void agreement(String stage, Share agreement) {
    if (agreements.size() >= MOST_STAGES && !agreements.containsKey(stage)) {
      return;
    }
    if (agreements.put(stage, agreement.rate()) == null) {
      meters.gauge(Meter.AGREEMENT, agreements, all -> all.get(stage), stage);
    }
  }

  @Override
  public void drift(DriftTest test, double strength) {
    strengths.put(test, strength);
  }
}
