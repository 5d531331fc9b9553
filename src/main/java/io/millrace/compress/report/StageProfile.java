package io.millrace.compress.report;

import io.millrace.compress.measure.Measurement;
import io.millrace.model.bundle.BundleManifest.Reliability;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.confidence.Ranking;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a page shows of one stage.
 *
 * <p>Immutable.
 *
 * @param place of the stage in the cascade; negative when it is no part of it
 * @param measured null without a split to measure on
 * @param commands that made it, oldest first
 * @param sensitivity divergence of the answers by constant, in nats, where it was measured
 */
public record StageProfile(
    String name,
    int place,
    String architecture,
    Measurement.Stage measured,
    List<Reliability> reliability,
    List<Selective> selective,
    List<BatchLatency> latency,
    List<String> commands,
    Map<String, Double> sensitivity) {

  static Map<String, Double> sensitivity(StageManifest manifest) {
    Map<String, Double> nats = new TreeMap<>();
    manifest
        .measurements()
        .forEach(
            (key, value) -> {
              if (key.startsWith(StageManifest.SENSITIVITY)) {
                nats.put(key.substring(StageManifest.SENSITIVITY.length()), value);
              }
            });
    return nats;
  }

  static List<Selective> selective(List<Ranking> rankings, boolean[] correct) {
    return Selective.of(rankings.stream().mapToDouble(Ranking::sureness).toArray(), correct);
  }
}
