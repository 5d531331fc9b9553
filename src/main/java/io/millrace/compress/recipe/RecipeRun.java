package io.millrace.compress.recipe;

import io.millrace.model.bundle.Placing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Runs the steps of a recipe, each in its turn; a step that is finished already, by the same words
 * on the same contents, is kept.
 *
 * <p>Not for sharing.
 */
public final class RecipeRun {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Files by which a directory is known to be a step's output, which may be replaced. */
  private static final List<String> MANIFESTS = List.of("stage.json", "bundle.json");

  private final Path directory;
  private final Commands commands;
  private final LongSupplier nanoClock;
  private final RecipeListener listener;

  /**
   * A run.
   *
   * @param directory where outputs and records lie
   */
  public RecipeRun(
      Path directory, Commands commands, LongSupplier nanoClock, RecipeListener listener) {
    this.directory = directory.toAbsolutePath().normalize();
    this.commands = commands;
    this.nanoClock = nanoClock;
    this.listener = listener;
  }

  /**
   * Checks all steps, then runs them.
   *
   * @param overrides settings that replace the recipe's own
   * @return what came of each step
   * @throws InvalidRecipeException if a step is wrong; nothing has run then
   * @throws IOException if a step fails or writes nothing
   */
  public List<Outcome> run(Recipe recipe, Map<String, String> overrides) throws IOException {
    List<Step> steps = new Resolution(recipe.with(overrides), directory, commands).steps();
    Files.createDirectories(directory);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      listener.begins(i + 1, steps.size(), steps.get(i), secondsLeft(steps, i, outcomes));
      Outcome outcome = keptOrRun(steps.get(i));
      listener.ended(i + 1, steps.size(), outcome);
      outcomes.add(outcome);
    }
    return outcomes;
  }

  private Outcome keptOrRun(Step step) throws IOException {
    String cause = StepRecord.cause(step);
    StepRecord record = StepRecord.read(directory, step.name()).orElse(null);
    boolean isKept =
        record != null
            && record.cause().equals(cause)
            && !record.output().isEmpty()
            && record.output().equals(StepRecord.output(directory, step.name()));
    if (!isKept) {
      record = run(step, cause);
    }
    return Outcome.of(directory, step.name(), isKept, record.seconds());
  }

  private StepRecord run(Step step, String cause) throws IOException {
    clear(directory.resolve(step.name()));
    Files.deleteIfExists(directory.resolve(step.name() + ".json"));
    long start = nanoClock.getAsLong();
    int status = commands.run(step.words());
    if (status != 0) {
      throw new IOException("step " + step.name() + ": failed, for the reason above");
    }
    double seconds = (nanoClock.getAsLong() - start) / NANOS_PER_SECOND;
    String output = StepRecord.output(directory, step.name());
    if (output.isEmpty()) {
      throw new IOException(
          "step %s: wrote nothing at %s".formatted(step.name(), directory.resolve(step.name())));
    }
    StepRecord record = new StepRecord(cause, output, seconds);
    record.write(directory, step.name());
    return record;
  }

  /**
   * Known times of this step and later ones, from earlier runs; the mean of the known for others.
   */
  private OptionalDouble secondsLeft(List<Step> steps, int from, List<Outcome> done) {
    List<Double> known = new ArrayList<>(done.stream().map(Outcome::seconds).toList());
    double left = 0;
    int unknown = 0;
    for (Step step : steps.subList(from, steps.size())) {
      OptionalDouble seconds =
          StepRecord.read(directory, step.name()).stream()
              .mapToDouble(StepRecord::seconds)
              .findFirst();
      if (seconds.isPresent()) {
        known.add(seconds.getAsDouble());
        left += seconds.getAsDouble();
      } else {
        unknown++;
      }
    }
    OptionalDouble mean = known.stream().mapToDouble(Double::doubleValue).average();
    return mean.isEmpty() ? mean : OptionalDouble.of(left + unknown * mean.getAsDouble());
  }

  /** Deletes an older output; a directory that is none is left to the command to refuse. */
  private static void clear(Path output) throws IOException {
    if (MANIFESTS.stream().anyMatch(manifest -> Files.exists(output.resolve(manifest)))) {
      Placing.remove(output);
    }
  }
}
