package io.millrace.compress.search;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.LabelledUtterance;
import io.millrace.compress.measure.CpuTime;
import io.millrace.compress.measure.OpenStage;
import io.millrace.compress.quantize.LinearStage;
import io.millrace.compress.search.SearchSpace.Point;
import io.millrace.compress.train.StageFiles;
import io.millrace.compress.train.Training;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.infer.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Trains {@link Students} in earnest, each in a directory of its own.
 *
 * <p>Not for sharing: CPU time is the calling thread's.
 */
public final class StudentEvaluator implements Evaluator {
  private static final int BITS = 8;
  private static final int OBSERVED = 500;
  private static final int TIMED = 2000;

  private final Setting setting;
  private final List<String> timed;
  private final Map<Point, Double> micros = new HashMap<>();

  /**
   * What all trials have in common.
   *
   * @param training how a student of an architecture is trained
   * @param seed of its first weights
   * @param lesson what the teacher says
   * @param engine asks the students
   * @param cpuNanos CPU time of the calling thread so far
   * @param place the directory that holds a directory a student
   * @param provenance how the students come to be
   */
  public record Setting(
      DataDirectory data,
      Function<Architecture, Training> training,
      long seed,
      Training.Lesson lesson,
      Engine engine,
      LongSupplier cpuNanos,
      Path place,
      StageManifest.Provenance provenance) {}

  public StudentEvaluator(Setting setting) {
    this.setting = setting;
    this.timed = texts(setting.data().valid().inScope(), TIMED);
  }

  @Override
  public double micros(Point point) {
    return micros.computeIfAbsent(point, this::timeUntrained);
  }

  @Override
  public Trial evaluate(Point point) {
    Architecture architecture = Architecture.parse(Students.spec(point));
    Weights weights = initial(architecture);
    setting.training().apply(architecture).learn(weights, setting.lesson());
    try {
      StageDirectory stage = write(point, architecture, weights, directory(point));
      try (OpenStage open = OpenStage.load(setting.engine(), stage)) {
        return new Trial(
            point, open.accuracy(setting.data().valid()), time(open), Files.size(stage.model()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(directory(point) + ": cannot be written", e);
    }
  }

  /** The directory of a point's student. */
  public Path directory(Point point) {
    return setting.place().resolve(Students.name(point));
  }

  private double timeUntrained(Point point) {
    Architecture architecture = Architecture.parse(Students.spec(point));
    try {
      return Placing.scratch(
          "search",
          scratch -> {
            Path place = scratch.resolve("untrained");
            StageDirectory stage = write(point, architecture, initial(architecture), place);
            try (OpenStage open = OpenStage.load(setting.engine(), stage)) {
              return time(open);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("temporary directory: cannot be written", e);
    }
  }

  private Weights initial(Architecture architecture) {
    return architecture.initial(setting.data().labels().size(), setting.seed());
  }

  private StageDirectory write(Point point, Architecture architecture, Weights weights, Path place)
      throws IOException {
    StageFiles.Origin origin = new StageFiles.Origin(setting.provenance(), Map.of());
    List<String> labels = setting.data().labels();
    if (!Students.isInt8(point)) {
      return StageFiles.write(place, architecture, weights, labels, origin);
    }
    Path whole = place.resolveSibling(place.getFileName() + "-float");
    try {
      LinearStage linear =
          new LinearStage(
              StageFiles.write(whole, architecture, weights, labels, origin),
              BITS,
              setting.engine());
      var ranges = linear.observe(texts(setting.data().train().inScope(), OBSERVED));
      String name = place.getFileName().toString();
      Placing.stage(place, aside -> linear.write(ranges, aside, name, setting.provenance()));
    } finally {
      Placing.remove(whole);
    }
    return StageDirectory.read(place);
  }

  private double time(OpenStage stage) {
    stage.logits(timed);
    return new CpuTime(setting.cpuNanos()).median(timed.size(), () -> stage.logits(timed));
  }

  private static List<String> texts(List<LabelledUtterance> utterances, int most) {
    return utterances.stream().limit(most).map(LabelledUtterance::text).toList();
  }
}
