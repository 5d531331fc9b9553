package io.millrace.serve.quality.evidence;

/**
 * How far a stage's threshold is raised so that the last stage agrees with what it accepts.
 *
 * <pre>
 * raise = min(most, raise + rate (disagrees - (1 - target)))      after each audit
 * </pre>
 *
 * <p>At rest the raise is 0 and a {@link RiseDetector} looks at the audits: only when it has proved
 * that agreement is below target does the rule begin to move. From then on each disagreement raises
 * and each agreement relaxes a little, until it is back at 0.
 *
 * <p><b>Long run.</b> While it moves, and below {@code most}, the disagreements of T audits exceed
 * {@code (1 - target) T} by at most {@code most / rate}, whatever the events are: the sum of the
 * steps is where the raise has come to. So agreement is at least {@code target - most / (rate T)}.
 * At {@code most} nothing is promised: the bound comes first.
 *
 * <p>Immutable; the state is the caller's.
 *
 * <p>Source: Gibbs and Candès, Adaptive Conformal Inference Under Distribution Shift, NeurIPS 2021,
 * equation 2 and proposition 4.1; as a step on the threshold itself: Angelopoulos, Candès and
 * Tibshirani, Conformal PID Control for Time Series Prediction, NeurIPS 2023, section 2.2.
 *
 * @param target least agreement, 0..1
 * @param rate how far one disagreement moves the threshold
 * @param most the bound of the raise
 */
public record AgreementRule(double target, double rate, double most) {
  /**
   * One false start in that many audits, or fewer, where agreement is just at its target. One costs
   * next to nothing: a raise of one step, which a few agreements take back; while a hundred times
   * the patience took up to 1,000 audits to notice that CLINC150's 20 hardest intents agree at 91
   * %.
   */
  private static final double LEVEL = 1_000;

  /** Refuses nonsense, by the name of the option. */
  public AgreementRule {
    require(target > 0 && target < 1, "target", target);
    require(rate > 0 && rate < 1, "rate", rate);
    require(most > 0 && most <= 1, "max-raise", most);
  }

  private static void require(boolean holds, String key, double found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "millrace.policy.%s: expected above 0 and below 1, found %s".formatted(key, found));
    }
  }

  /**
   * What audits have come to.
   *
   * <p>Immutable.
   *
   * @param raise in force
   * @param evidence that agreement is below target, while at rest
   * @param audits seen
   */
  public record State(double raise, double[] evidence, long audits) {
    /** Of nothing. */
    public static State atRest() {
      return new State(0, RiseDetector.nothing(), 0);
    }
  }

  /** The state after one more audit. */
  public State next(State before, boolean agrees) {
    double disagrees = agrees ? 0 : 1;
    long audits = before.audits() + 1;
    if (before.raise() > 0) {
      double raise = Math.min(most, before.raise() + rate * (disagrees - (1 - target)));
      return raise > 0
          ? new State(raise, before.evidence(), audits)
          : new State(0, RiseDetector.nothing(), audits);
    }
    RiseDetector detector = new RiseDetector(1 - target, LEVEL);
    double[] evidence = detector.next(before.evidence(), disagrees);
    return detector.isRaised(evidence)
        ? new State(Math.min(most, rate), RiseDetector.nothing(), audits)
        : new State(0, evidence, audits);
  }
}
