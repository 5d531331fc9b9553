package io.millrace.serve.cascade;

import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.Probe;
import io.millrace.model.confidence.Verdict;
import java.util.List;
import java.util.OptionalDouble;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a bundle must hold to before it serves: the labels of the bundle in force in their order,
 * and the labels of probes, its own and those of the bundle in force.
 *
 * <p>Its own probes say whether this machine's engine computes what the bundle was made by; those
 * of the bundle in force, whether it means the same by its labels. It abstains on a probe: it
 * disagrees. Bundles made before there were probes have none, and are not asked for any.
 *
 * <p>Immutable.
 *
 * @param minAgreement least share of a probe set that must be answered as stored, 0..1
 */
public record Contract(double minAgreement) {
  private static final Logger LOG = Logger.getLogger(Contract.class.getName());

  /**
   * @throws IllegalArgumentException if the share is none
   */
  public Contract {
    if (!(minAgreement >= 0 && minAgreement <= 1)) {
      throw new IllegalArgumentException(
          "millrace.min-agreement: expected 0..1, found " + minAgreement);
    }
  }

  /**
   * Looks at the labels.
   *
   * @throws InvalidBundleException if they are not those of the bundle in force
   */
  void requireLabels(LoadedBundle bundle, LoadedBundle inForce) {
    List<String> expected = inForce.labels();
    List<String> found = bundle.labels();
    if (found.equals(expected)) {
      return;
    }
    int first = 0;
    while (first < Math.min(found.size(), expected.size())
        && found.get(first).equals(expected.get(first))) {
      first++;
    }
    throw new InvalidBundleException(
        "labels: expected the %d of %s, found %d; label %d: expected %s, found %s"
            .formatted(
                expected.size(),
                inForce.name(),
                found.size(),
                first + 1,
                first < expected.size() ? expected.get(first) : "none",
                first < found.size() ? found.get(first) : "none"));
  }

  /**
   * Asks a bundle for its answers to a probe set.
   *
   * @param of whose probes they are
   * @return the share that it answers as stored; empty if there are no probes
   * @throws InvalidBundleException if that is too little
   */
  OptionalDouble requireAgreement(LoadedBundle bundle, LoadedBundle of) {
    List<Probe> probes = of.probes();
    if (probes.isEmpty()) {
      LOG.log(
          Level.INFO,
          "Bundle {0}: agreement not checked with {1}, which has no probes",
          new Object[] {bundle.name(), of.name()});
      return OptionalDouble.empty();
    }
    long agreed = probes.stream().filter(probe -> agrees(bundle, probe)).count();
    if (agreed < minAgreement * probes.size()) {
      throw new InvalidBundleException(
          "agrees on %d of the %d probes of %s, expected a share of %s (millrace.min-agreement)"
              .formatted(agreed, probes.size(), of.name(), minAgreement));
    }
    return OptionalDouble.of(agreed / (double) probes.size());
  }

  private static boolean agrees(LoadedBundle bundle, Probe probe) {
    for (CascadeStage stage : bundle.stages()) {
      float[] logits = stage.logits(List.of(stage.tokenizer().encode(probe.text()))).getFirst();
      if (stage.gate().judge(logits) instanceof Verdict.Accept accept) {
        return bundle.labels().get(accept.ranking().best()).equals(probe.label());
      }
    }
    // What students alone defer is the teacher's to answer, in a process that checks it too.
    return bundle.part().hasSuccessor() || probe.label() == null;
  }
}
