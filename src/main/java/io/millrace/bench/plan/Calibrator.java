package io.millrace.bench.plan;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.service.Trial;
import io.millrace.bench.service.Utterances;
import io.millrace.bench.simulate.CallTimes;
import io.millrace.bench.simulate.MeasuredCalls;
import io.millrace.bench.simulate.Simulation;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.serve.cascade.CascadeStage;
import io.millrace.serve.cascade.LoadedBundle;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Gets to know a bundle and this machine.
 *
 * <ol>
 *   <li>Engine calls of each stage, in CPU time, and which texts escalate: in this process, alone.
 *   <li>The service itself in a process of its own, broker and traffic on the same cores: the most
 *       that it answers, and what becomes of events at several loads below, over and over by turns.
 *   <li>What follows of each load for a model: {@link Surroundings}.
 * </ol>
 *
 * <p>Not for sharing.
 */
public final class Calibrator {
  /** Loads that are seen, by the peak. */
  public static final List<Double> LOADS =
      List.of(0.01, 0.03, 0.1, 0.2, 0.4, 0.6, Calibration.FULL);

  private static final int[] SIZES = {1, 2, 4, 8, 16, 32};

  /** Other work on this machine comes and goes. */
  private static final int ROUNDS = 8;

  // Parts of the time given: engine calls, warm-up of the service, its peak, one round of a load.
  private static final int ENGINE_PART = 6;
  private static final int WARM_UP_PART = 4;
  private static final int PEAK_PART = 10;
  private static final int ROUND_PART = 50;

  /** A low load is seen for longer, if not for ever, until so many events have come. */
  private static final int EVENTS = 300;

  private static final int LONGEST = 3;

  private final BenchSettings settings;
  private final int workers = Runtime.getRuntime().availableProcessors();
  private final List<CallTimes> calls = new ArrayList<>();
  private Visits visits;

  public Calibrator(BenchSettings settings) {
    this.settings = settings;
  }

  /** What was seen of every load, round by round, beside the peak. */
  public record Sightings(Trial.Peak peak, TreeMap<Double, List<Trial.Seen>> loads) {}

  /** Engine calls, and who escalates. */
  public void askEngine() throws IOException, InterruptedException {
    try (BundleDirectory directory = BundleDirectory.read(settings.bundle());
        LoadedBundle bundle = LoadedBundle.load(directory, new OnnxEngine())) {
      List<String> texts = Utterances.of(settings);
      visits = Visits.of(bundle, texts);
      for (int place = 0; place < bundle.stages().size(); place++) {
        CascadeStage stage = bundle.stages().get(place);
        MeasuredCalls.Grid grid = new MeasuredCalls.Grid(SIZES, visits.lengths(place));
        settings
            .progress()
            .accept(
                "stage %s: calls of 1 to 32 texts of %d to %d tokens"
                    .formatted(
                        stage.name(),
                        grid.lengths()[0],
                        grid.lengths()[grid.lengths().length - 1]));
        long nanos = settings.perMeasurement().toNanos() / ENGINE_PART / bundle.stages().size();
        calls.add(
            MeasuredCalls.of(
                stage.classifier(),
                stage.tokenizer().encode(texts.getFirst()),
                grid,
                workers,
                nanos / SIZES.length / grid.lengths().length));
      }
    }
  }

  /** The service at loads. */
  public Sightings tryService(List<Double> loads) throws IOException, InterruptedException {
    settings.progress().accept("the service starts, broker and traffic beside it");
    try (Trial trial = Trial.start(settings)) {
      trial.peak(settings.perMeasurement().dividedBy(WARM_UP_PART));
      Trial.Peak peak = trial.peak(settings.perMeasurement().dividedBy(PEAK_PART));
      TreeMap<Double, List<Trial.Seen>> seen = new TreeMap<>();
      for (int round = 1; round <= ROUNDS; round++) {
        settings
            .progress()
            .accept(
                "the service below its peak of %,.0f events a second, round %d of %d"
                    .formatted(peak.rate(), round, ROUNDS));
        for (double load : loads) {
          seen.computeIfAbsent(load, none -> new ArrayList<>())
              .add(trial.run(load * peak.rate(), roundTime(load * peak.rate())));
        }
      }
      return new Sightings(peak, seen);
    }
  }

  private Duration roundTime(double rate) {
    long part = settings.perMeasurement().dividedBy(ROUND_PART).toNanos();
    return Duration.ofNanos((long) Math.clamp(EVENTS / rate * 1e9, part, LONGEST * part));
  }

  /** What follows for a model, from some of the loads. */
  public Calibration calibration(Sightings sightings, List<Double> loads) {
    Surroundings surroundings = new Surroundings(model(), workers);
    List<Conditions> seen =
        loads.parallelStream()
            .map(
                load ->
                    surroundings.of(
                        Surroundings.quiet(sightings.loads().get(load)), sightings.peak().rate()))
            .toList();
    return new Calibration(calls, sightings.peak().rate(), sightings.peak().serviceCores(), seen);
  }

  /** The bundle's scheduler and engine, of the limits that are default. */
  public PodModel model() {
    return new PodModel(calls, visits, Simulation.DEFAULTS, settings.seed());
  }
}
