package io.millrace.serve.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MultiGauge;
import io.millrace.serve.quality.QualityListener;
import io.millrace.serve.quality.Reason;
import io.millrace.serve.quality.evidence.DriftTest;
import io.millrace.serve.quality.evidence.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Feeds the meters of quality: of each bundle that answers, so that a canary can be held against
 * the one in force.
 *
 * <p>Safe for use by many threads.
 */
public final class QualityMeters implements QualityListener {
  /** Stages of bundles that come and go must not become tags without end. */
  private static final int MOST_STAGES = 16;

  private static final int MOST_BUNDLES = 4;

  /** A bundle of which no window has ended for so long does not answer any more. */
  private static final long FORGOTTEN_MS = Duration.ofMinutes(15).toMillis();

  private static final Share NOTHING = new Share(0, 0);

  private final Map<Reason, Counter> dropped = new EnumMap<>(Reason.class);
  private final MultiGauge agreement;
  private final MultiGauge accuracy;
  private final MultiGauge coverage;

  /** Guarded by this. */
  private final Map<String, Bundle> bundles = new HashMap<>();

  /** By bundle. */
  private final Map<String, Map<DriftTest, Double>> strengths = new ConcurrentHashMap<>();

  private record Bundle(long endMs, Map<String, Shares> stages) {}

  /**
   * Makes all meters.
   *
   * @param bundle in force now
   * @param stages its own, and all; their shares are no numbers until a window has ended
   */
  public QualityMeters(Meters meters, String bundle, List<String> stages) {
    for (Reason reason : Reason.values()) {
      dropped.put(reason, meters.counter(Meter.QUALITY_DROPPED, reason.word()));
    }
    agreement = meters.gauges(Meter.AGREEMENT);
    accuracy = meters.gauges(Meter.ACCURACY);
    coverage = meters.gauges(Meter.COVERAGE);
    stages.forEach(stage -> window(bundle, stage, 0, new Shares(NOTHING, NOTHING, NOTHING)));
    for (DriftTest test : DriftTest.values()) {
      meters.gauge(Meter.DRIFT, strengths, all -> greatest(all, test), test.word());
    }
  }

  @Override
  public void dropped(Reason reason) {
    dropped.get(reason).increment();
  }

  @Override
  public synchronized void window(String bundle, String stage, long endMs, Shares shares) {
    bundles
        .entrySet()
        .removeIf(
            each -> each.getValue().endMs != 0 && each.getValue().endMs < endMs - FORGOTTEN_MS);
    Bundle before = bundles.get(bundle);
    if (before == null && bundles.size() >= MOST_BUNDLES) {
      return;
    }
    Map<String, Shares> stages = before == null ? new TreeMap<>() : before.stages;
    if (stages.size() < MOST_STAGES || stages.containsKey(stage)) {
      stages.put(stage, shares);
    }
    bundles.put(bundle, new Bundle(endMs, stages));
    strengths.keySet().retainAll(bundles.keySet());
    agreement.register(rows(Meter.AGREEMENT, Shares::agreement), true);
    accuracy.register(rows(Meter.ACCURACY, Shares::accuracy), true);
    coverage.register(rows(Meter.COVERAGE, Shares::coverage), true);
  }

  private List<MultiGauge.Row<?>> rows(Meter meter, Function<Shares, Share> figure) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    bundles.forEach(
        (bundle, figures) ->
            figures.stages.forEach(
                (stage, shares) ->
                    rows.add(Meters.row(meter, figure.apply(shares).rate(), bundle, stage))));
    return rows;
  }

  /** The bundle that drifts most is the one to look at. */
  private static double greatest(Map<String, Map<DriftTest, Double>> strengths, DriftTest test) {
    return strengths.values().stream()
        .mapToDouble(all -> all.getOrDefault(test, 0.0))
        .max()
        .orElse(0);
  }

  @Override
  public void drift(String bundle, DriftTest test, double strength) {
    strengths.computeIfAbsent(bundle, _ -> new ConcurrentHashMap<>()).put(test, strength);
  }
}
