package io.millrace.serve.quality;

import io.millrace.serve.quality.evidence.AgreementRule;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How far the audits want each stage's threshold raised.
 *
 * <p>Confined to the topology's thread.
 */
final class Raises {
  /** The store's name. */
  static final String STORE = "raises";

  /**
   * Of one stage of a bundle.
   *
   * @param published the raise that was last written
   */
  record Raised(AgreementRule.State state, double published) {}

  /**
   * A raise, as it stands on the policy topic.
   *
   * @param kind {@code agreement}
   * @param raise to be added to the bundle's threshold
   * @param target the agreement that is kept
   * @param audits that were seen
   */
  record Policy(
      String kind,
      String bundle,
      String stage,
      double raise,
      double target,
      long audits,
      long timeMs) {
    String key() {
      return String.join("|", KEY, bundle, stage, kind);
    }
  }

  /** What keys of the policy topic begin with. */
  static final String KEY = "policy";

  private final KeyValueStore<String, Raised> raises;
  private final Optional<AgreementRule> rule;

  Raises(KeyValueStore<String, Raised> raises, Optional<AgreementRule> rule) {
    this.raises = raises;
    this.rule = rule;
  }

  /** What is to be written after a sighting. */
  Optional<Policy> see(Sighting seen, long timeMs) {
    return seen.kind() == Sighting.Kind.AUDITED
        ? rule.flatMap(it -> audited(it, seen, timeMs))
        : Optional.empty();
  }

  /** Where it stays, so that no later step makes up for what was not written. */
  private static boolean isAtEnd(AgreementRule rule, double raise) {
    return raise == 0 || raise == rule.most();
  }

  private Optional<Policy> audited(AgreementRule rule, Sighting seen, long timeMs) {
    String key = seen.bundle() + "|" + seen.stage();
    Raised before = raises.get(key);
    if (before == null) {
      before = new Raised(AgreementRule.State.atRest(), 0);
    }
    AgreementRule.State state = rule.next(before.state(), seen.isRight());
    boolean isNews =
        Math.abs(state.raise() - before.published()) >= rule.rate() / 2
            || isAtEnd(rule, state.raise()) && state.raise() != before.published();
    raises.put(key, new Raised(state, isNews ? state.raise() : before.published()));
    return isNews
        ? Optional.of(
            new Policy(
                "agreement",
                seen.bundle(),
                seen.stage(),
                state.raise(),
                rule.target(),
                state.audits(),
                timeMs))
        : Optional.empty();
  }
}
