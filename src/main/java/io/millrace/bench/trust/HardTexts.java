package io.millrace.bench.trust;

import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.LabelledUtterance;
import io.millrace.compress.measure.OpenStage;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.Ranking;
import io.millrace.model.djl.OnnxEngine;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The texts of a data set's labels at which a bundle's student is worst: those of an eighth of the
 * labels, by how often the teacher agrees with what it accepts.
 *
 * <p>Immutable.
 *
 * @param agreement 0..1 on what the student accepts, thresholds as they are
 */
record HardTexts(List<String> texts, double agreement) {
  private static final int SHARE = 8;

  /** Looks for them in the validation and test splits, in scope. */
  static HardTexts of(BundleDirectory bundle, DataDirectory data) {
    List<LabelledUtterance> all = data.valid().and(data.test()).inScope();
    List<String> texts = all.stream().map(LabelledUtterance::text).toList();
    List<Ranking> student = rankings(bundle, 0, texts);
    List<Ranking> teacher = rankings(bundle, bundle.stages().size() - 1, texts);
    double threshold = bundle.manifest().stages().getFirst().threshold();
    Map<String, Count> counts = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      if (student.get(i).sureness() >= threshold) {
        Count one = new Count(student.get(i).best() == teacher.get(i).best() ? 1 : 0, 1);
        counts.merge(all.get(i).label(), one, Count::plus);
      }
    }
    List<Map.Entry<String, Count>> worst =
        counts.entrySet().stream()
            .sorted(Comparator.comparingDouble(label -> label.getValue().rate()))
            .limit(Math.max(1, data.labels().size() / SHARE))
            .toList();
    Set<String> hard = new HashSet<>(worst.stream().map(Map.Entry::getKey).toList());
    return new HardTexts(
        all.stream()
            .filter(utterance -> hard.contains(utterance.label()))
            .map(LabelledUtterance::text)
            .toList(),
        worst.stream().map(Map.Entry::getValue).reduce(new Count(0, 0), Count::plus).rate());
  }

  private record Count(int agreed, int accepted) {
    Count plus(Count other) {
      return new Count(agreed + other.agreed, accepted + other.accepted);
    }

    double rate() {
      return agreed / (double) accepted;
    }
  }

  private static List<Ranking> rankings(BundleDirectory bundle, int place, List<String> texts) {
    BundleManifest.Stage stage = bundle.manifest().stages().get(place);
    Gate gate =
        Gate.of(
            stage.confidence(),
            stage.temperature(),
            stage.threshold(),
            bundle.manifest().labels().indexOf(StageManifest.OUT_OF_SCOPE));
    try (OpenStage open = OpenStage.load(new OnnxEngine(), bundle.stages().get(place))) {
      return List.of(open.logits(texts)).stream().map(gate::rank).toList();
    }
  }
}
