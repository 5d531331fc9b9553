package io.millrace.serve.quality.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares events with those that came first, by every {@link DriftTest}.
 *
 * <pre>
 * first `reference` events -> Baseline -> RiseDetector on abstention, on 1 - confidence; LabelStability by window
 * </pre>
 *
 * <p>A test that raises an alarm begins anew, and clears it after two windows of events in which it
 * raised none. All tests together raise a false alarm within t events with a chance of at most
 * {@code t / falseAlarmEvents}.
 *
 * <p>Immutable; the state is the caller's, so that it can be stored.
 */
public record DriftWatch(DriftPolicy policy) {
  /**
   * What was seen.
   *
   * <p>Immutable.
   *
   * @param abstention evidence of a rise
   * @param uncertainty evidence of a rise
   * @param window labels since the last full window, by bin
   * @param labels strength of the last full window
   * @param alarmed events until each alarm is cleared, by test; 0 if it is not raised
   */
  public record State(
      double[] abstention, double[] uncertainty, long[] window, double labels, long[] alarmed) {
    /** Of nothing, after a baseline. */
    public static State after(Baseline baseline) {
      return new State(
          RiseDetector.nothing(),
          RiseDetector.nothing(),
          new long[baseline.labels().reference().length],
          0,
          new long[DriftTest.values().length]);
    }

    /** Whether an alarm is raised. */
    public boolean isRaised(DriftTest test) {
      return alarmed[test.ordinal()] > 0;
    }
  }

  /** An alarm is raised, or cleared. */
  public record Change(DriftTest test, boolean isRaised) {}

  /** What an event changed. */
  public record Step(State state, List<Change> changes) {}

  /** The sums with one more event. */
  public Baseline.Sums learn(Baseline.Sums sums, Observation seen) {
    return sums.with(seen);
  }

  /** The baseline, once enough was seen. */
  public Optional<Baseline> baseline(Baseline.Sums sums) {
    return sums.events() < policy.reference() ? Optional.empty() : Optional.of(Baseline.of(sums));
  }

  /** How strong the evidence of a test is: 1 or more raises an alarm. */
  public double strength(Baseline baseline, State state, DriftTest test) {
    return switch (test) {
      case ABSTENTION -> rise(baseline.abstention()).strength(state.abstention());
      case CONFIDENCE -> rise(baseline.uncertainty()).strength(state.uncertainty());
      case LABELS -> state.labels();
    };
  }

  /** One more event. */
  public Step next(Baseline baseline, State before, Observation seen) {
    RiseDetector abstentions = rise(baseline.abstention());
    RiseDetector uncertainties = rise(baseline.uncertainty());
    double[] abstention = abstentions.next(before.abstention(), seen.isAbstained() ? 1 : 0);
    double[] uncertainty = uncertainties.next(before.uncertainty(), seen.uncertainty());
    long[] window = before.window().clone();
    if (!seen.isAbstained()) {
      window[baseline.labels().bin(seen.label())]++;
    }
    double labels = before.labels();
    boolean isFull = total(window) >= policy.window();
    if (isFull) {
      labels = Math.log(baseline.labels().chance(window)) / Math.log(policy.labelChance());
      window = new long[window.length];
    }
    boolean[] raised = {
      abstentions.isRaised(abstention), uncertainties.isRaised(uncertainty), isFull && labels >= 1
    };
    long[] alarmed = before.alarmed().clone();
    List<Change> changes = new ArrayList<>();
    for (DriftTest test : DriftTest.values()) {
      count(test, raised[test.ordinal()], alarmed, changes);
    }
    State state =
        new State(
            raised[0] ? RiseDetector.nothing() : abstention,
            raised[1] ? RiseDetector.nothing() : uncertainty,
            window,
            labels,
            alarmed);
    return new Step(state, changes);
  }

  /** Two windows, since only a whole one says that labels are well again. */
  private void count(DriftTest test, boolean isRaised, long[] alarmed, List<Change> changes) {
    long before = alarmed[test.ordinal()];
    long after = isRaised ? 2L * policy.window() : Math.max(0, before - 1);
    alarmed[test.ordinal()] = after;
    if (before > 0 != after > 0) {
      changes.add(new Change(test, after > 0));
    }
  }

  private RiseDetector rise(double bound) {
    return new RiseDetector(bound, policy.level());
  }

  private static long total(long[] counts) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }
}
