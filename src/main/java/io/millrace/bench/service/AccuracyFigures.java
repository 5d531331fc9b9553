package io.millrace.bench.service;

import io.millrace.compress.data.Split;
import io.millrace.compress.measure.Evaluation;
import io.millrace.compress.measure.Measurement;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a cascade loses against its teacher: both behind a last gate that was chosen by one rule,
 * and the teacher without a gate. Accuracy is of utterances in scope, and an abstention is wrong.
 */
final class AccuracyFigures {
  private AccuracyFigures() {}

  /**
   * Measures both.
   *
   * @param alone the teacher's own bundle; or the cascade's once more, whose last stage then stands
   *     for the teacher
   */
  static SortedMap<String, Double> of(BundleDirectory bundle, BundleDirectory alone, Split test)
      throws IOException {
    Measurement cascade = measured(bundle, test);
    boolean isApart = !alone.path().equals(bundle.path());
    Measurement teacher = isApart ? measured(alone, test) : cascade;
    double accuracy = cascade.cascade().accuracy();
    SortedMap<String, Double> figures = new TreeMap<>();
    figures.put("cascade_accuracy", accuracy);
    figures.put("cascade_accuracy_drop", teacher.cascade().lastStageAccuracy() - accuracy);
    figures.put("cascade_accuracy_drop_ungated", teacher.stages().getLast().accuracy() - accuracy);
    figures.put("cascade_escalation_rate", cascade.cascade().escalationRate());
    recall(cascade).ifPresent(share -> figures.put("cascade_oos_recall", share));
    recall(teacher).filter(share -> isApart).ifPresent(s -> figures.put("teacher_oos_recall", s));
    return figures;
  }

  private static Optional<Double> recall(Measurement measurement) {
    return Optional.ofNullable(measurement.cascade().oosRecall());
  }

  private static Measurement measured(BundleDirectory bundle, Split test) throws IOException {
    return new Evaluation(new OnnxEngine(), CpuTime::nanos, progress -> {}).measure(bundle, test);
  }
}
