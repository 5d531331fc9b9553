package io.millrace.cli;

import io.millrace.compress.recipe.Outcome;
import io.millrace.compress.recipe.Recipe;
import io.millrace.compress.recipe.RecipeFile;
import io.millrace.compress.recipe.RecipeListener;
import io.millrace.compress.recipe.RecipeRun;
import io.millrace.compress.recipe.Step;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code compress}: a recipe's commands one after the other, down to the bundle. */
@Command(
    name = "compress",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the steps of a recipe, from training to the bundle, and keeps what is finished.",
      "Run again after an interruption or a change, it runs only steps that are missing or changed, "
          + "and those that follow from them."
    })
final class CompressCommand implements Callable<Integer> {
  private static final double BYTES_PER_MEGABYTE = 1e6;

  @Spec private CommandSpec spec;

  @Option(
      names = "--recipe",
      required = true,
      paramLabel = "FILE",
      description = "The recipe, YAML")
  private Path recipe;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory: sets the recipe's $${data}")
  private Path data;

  @Option(
      names = "--unlabelled",
      paramLabel = "FILE",
      description = "Lines of text: sets the recipe's $${unlabelled}")
  private Path unlabelled;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Sets any setting of the recipe; may be given several times")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "compressed",
      description =
          "Where the steps' outputs go, each under its step's name (default: ${DEFAULT-VALUE})")
  private Path out;

  @Mixin private JsonOption json;

  @Override
  public Integer call() throws IOException {
    Recipe read = RecipeFile.read(recipe);
    RecipeRun run =
        new RecipeRun(out, new ToolkitCommands(spec), System::nanoTime, new Printer(writer()));
    List<Outcome> outcomes = run.run(read, overrides());
    print(outcomes);
    json.write(Map.of("steps", outcomes.stream().map(CompressCommand::figures).toList()));
    return 0;
  }

  private Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>(settings);
    if (data != null) {
      overrides.put("data", data.toString());
    }
    if (unlabelled != null) {
      overrides.put("unlabelled", unlabelled.toString());
    }
    return overrides;
  }

  private void print(List<Outcome> outcomes) {
    PrintWriter to = writer();
    to.printf("%n%-20s %10s %12s %10s%n", "step", "accuracy", "size", "time");
    for (Outcome outcome : outcomes) {
      to.printf(
          Locale.ROOT,
          "%-20s %10s %9.2f MB %8.0f s%n",
          outcome.step(),
          percent(outcome.accuracy()),
          outcome.bytes() / BYTES_PER_MEGABYTE,
          outcome.seconds());
    }
    to.printf("%nin %s%n", out);
    to.flush();
  }

  private PrintWriter writer() {
    return spec.commandLine().getOut();
  }

  private static Map<String, Object> figures(Outcome outcome) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("step", outcome.step());
    figures.put("kept", outcome.isKept());
    outcome.accuracy().ifPresent(accuracy -> figures.put("accuracy", accuracy));
    figures.put("bytes", outcome.bytes());
    figures.put("seconds", outcome.seconds());
    return figures;
  }

  private static String percent(OptionalDouble share) {
    return share.isEmpty() ? "" : "%.2f %%".formatted(100 * share.getAsDouble());
  }

  /** Shows which step runs and how long the rest may take. */
  private record Printer(PrintWriter out) implements RecipeListener {
    @Override
    public void begins(int number, int count, Step step, OptionalDouble secondsLeft) {
      String left = secondsLeft.isEmpty() ? "" : ", about %s left".formatted(time(secondsLeft));
      out.printf("step %d of %d: %s%s%n", number, count, step.name(), left);
      out.printf("  %s%n", String.join(" ", step.words()));
      out.flush();
    }

    @Override
    public void ended(int number, int count, Outcome outcome) {
      out.printf(
          Locale.ROOT,
          "step %d of %d: %s %s, %.0f s%n%n",
          number,
          count,
          outcome.step(),
          outcome.isKept() ? "kept from an earlier run" : "done",
          outcome.seconds());
      out.flush();
    }

    private static String time(OptionalDouble seconds) {
      double whole = seconds.getAsDouble();
      return whole < 90 ? "%.0f s".formatted(whole) : "%.0f min".formatted(whole / 60);
    }
  }
}
