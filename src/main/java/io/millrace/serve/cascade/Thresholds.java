package io.millrace.serve.cascade;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Moves the thresholds of the bundles that answer, without stopping anything.
 *
 * <pre>
 * wanted    = manual, or else min(1, bundle's + raise)
 * threshold = wanted - relief max(0, wanted - floor)      students only: the last stage's gate saves no work
 * </pre>
 *
 * <p>So load lets through first what students are nearly sure of, the cheapest loss of confidence.
 *
 * <p>Safe for use by many threads.
 */
public final class Thresholds {
  /** More stages than all bundles of a fleet have that take turns; others are not remembered. */
  private static final int MOST = 256;

  /** What one record of the policy topic asks for. */
  public sealed interface Wish {
    /** Name and version of the bundle. */
    String bundle();

    /** One of its stages. */
    String stage();

    /** By audits: so much above the bundle's. */
    record Raise(String bundle, String stage, double raise) implements Wish {}

    /** By hand: this one, whatever audits say; empty: no longer. */
    record Manual(String bundle, String stage, OptionalDouble threshold) implements Wish {}
  }

  /**
   * A stage's threshold, and where it comes from.
   *
   * @param threshold in force
   * @param base the bundle's
   * @param raise by audits
   * @param manual by hand; null if not
   */
  public record InForce(String stage, double threshold, double base, double raise, Double manual) {}

  private record Place(String bundle, String stage) {}

  private final LiveCascade cascade;
  private final double mostRaise;
  private final double floor;
  private final Map<Place, Double> raises = new HashMap<>();
  private final Map<Place, Double> manual = new HashMap<>();
  private double relief;
  private int loadLevel;

  /**
   * Moves nothing yet.
   *
   * @param mostRaise bound of a raise
   * @param floor that load may lower to
   */
  public Thresholds(LiveCascade cascade, double mostRaise, double floor) {
    if (!(floor >= 0 && floor <= 1)) {
      throw new IllegalArgumentException("millrace.load.floor: expected 0..1, found " + floor);
    }
    this.cascade = cascade;
    this.mostRaise = mostRaise;
    this.floor = floor;
  }

  /** Does as asked, or says why not. */
  public synchronized Optional<PolicyListener.Reason> follow(Wish wish) {
    Place place = new Place(wish.bundle(), wish.stage());
    if (!isWithinBounds(wish)) {
      return Optional.of(PolicyListener.Reason.OUT_OF_BOUNDS);
    }
    switch (wish) {
      case Wish.Raise raise -> put(raises, place, raise.raise());
      case Wish.Manual(var _, var _, OptionalDouble threshold) when threshold.isPresent() ->
          put(manual, place, threshold.getAsDouble());
      case Wish.Manual _ -> manual.remove(place);
    }
    apply();
    return cascade.bundles().stream()
        .filter(bundle -> bundle.name().equals(wish.bundle()))
        .findFirst()
        .map(bundle -> misfit(bundle, wish.stage()))
        .orElse(Optional.of(PolicyListener.Reason.OTHER_BUNDLE));
  }

  private static Optional<PolicyListener.Reason> misfit(LoadedBundle bundle, String stage) {
    return bundle.stages().stream().anyMatch(each -> each.name().equals(stage))
        ? Optional.empty()
        : Optional.of(PolicyListener.Reason.UNKNOWN_STAGE);
  }

  private static void put(Map<Place, Double> wishes, Place place, double value) {
    if (wishes.size() < MOST || wishes.containsKey(place)) {
      wishes.put(place, value);
    }
  }

  private boolean isWithinBounds(Wish wish) {
    return switch (wish) {
      case Wish.Raise(var _, var _, double raise) -> raise >= 0 && raise <= mostRaise;
      case Wish.Manual(var _, var _, OptionalDouble threshold) ->
          threshold.isEmpty() || threshold.getAsDouble() >= 0 && threshold.getAsDouble() <= 1;
    };
  }

  /**
   * Lets load lower thresholds.
   *
   * @param share of the way to the floor, 0..1
   * @param level the steps that this takes
   */
  public synchronized void relieve(double share, int level) {
    relief = share;
    loadLevel = level;
    apply();
  }

  /** Moves the thresholds of the bundles that answer, which may be others than before. */
  public synchronized void apply() {
    cascade.bundles().forEach(this::apply);
  }

  private void apply(LoadedBundle bundle) {
    double[] thresholds = new double[bundle.stages().size()];
    for (int place = 0; place < thresholds.length; place++) {
      InForce wanted = wanted(bundle, bundle.stages().get(place));
      boolean isLast = place == thresholds.length - 1 && !bundle.part().hasSuccessor();
      thresholds[place] =
          wanted.threshold() - (isLast ? 0 : relief * Math.max(0, wanted.threshold() - floor));
    }
    cascade.setThresholds(bundle.name(), thresholds, loadLevel);
  }

  /** The thresholds in force. */
  public synchronized List<InForce> inForce() {
    LoadedBundle bundle = cascade.bundle();
    List<InForce> all = new ArrayList<>();
    for (CascadeStage stage : bundle.stages()) {
      InForce wanted = wanted(bundle, stage);
      all.add(
          new InForce(
              stage.name(),
              cascade.threshold(stage.name()),
              wanted.base(),
              wanted.raise(),
              wanted.manual()));
    }
    return all;
  }

  private InForce wanted(LoadedBundle bundle, CascadeStage stage) {
    Place place = new Place(bundle.name(), stage.name());
    double base = stage.threshold();
    double raise = raises.getOrDefault(place, 0.0);
    Double byHand = manual.get(place);
    // A threshold above 1 accepts nothing and is meant to: it is not lowered to 1.
    double raised = Math.max(base, Math.min(1, base + raise));
    return new InForce(stage.name(), byHand == null ? raised : byHand, base, raise, byHand);
  }
}
