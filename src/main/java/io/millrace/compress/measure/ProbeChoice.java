package io.millrace.compress.measure;

import io.millrace.compress.measure.OpenCascade.Answer;
import io.millrace.model.bundle.Probe;
import io.millrace.model.confidence.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Picks the probe set of a bundle: of each label that the cascade gives, as many utterances as make
 * {@value #ENOUGH} together, and at least one, in the order of the sample. An abstention is no
 * probe: where it begins is what versions of a bundle differ in.
 */
final class ProbeChoice {
  private static final int ENOUGH = 64;

  private ProbeChoice() {}

  static List<Probe> of(List<String> labels, List<String> texts, List<Answer> answers) {
    Map<Integer, List<Probe>> byLabel = new TreeMap<>();
    for (int i = 0; i < texts.size(); i++) {
      if (!answers.get(i).isAbstention()) {
        Ranking ranking = answers.get(i).verdict().ranking();
        String label = labels.get(ranking.best());
        byLabel
            .computeIfAbsent(ranking.best(), _ -> new ArrayList<>())
            .add(new Probe(texts.get(i), label, ranking.confidence()));
      }
    }
    int ofEach = Math.ceilDiv(ENOUGH, Math.max(1, byLabel.size()));
    return byLabel.values().stream().flatMap(probes -> probes.stream().limit(ofEach)).toList();
  }
}
