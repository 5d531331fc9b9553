package io.millrace.compress.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which steps run, which are kept, and what is said of wrong ones. */
class RecipeRunTest {
  private static final long STEP_NANOS = 2_000_000_000L;

  @TempDir private Path directory;
  private final FakeCommands commands = new FakeCommands();
  private final List<String> heard = new ArrayList<>();
  private final Map<String, String> steps = new LinkedHashMap<>();
  private Path data;
  private long nanos;

  @BeforeEach
  void writeSteps() throws IOException {
    data = directory.resolve("data.txt");
    Files.writeString(data, "one");
    steps.put("teacher", "make --data ${data} --epochs ${epochs}");
    steps.put("student", "make --teacher ${teacher} --data ${data}");
    steps.put("other", "make --seed 7");
  }

  private List<Outcome> run(Map<String, String> overrides) throws IOException {
    RecipeListener listener =
        new RecipeListener() {
          @Override
          public void begins(int number, int count, Step step, OptionalDouble secondsLeft) {
            heard.add(number + "/" + count + " " + step.name() + " " + secondsLeft);
          }

          @Override
          public void ended(int number, int count, Outcome outcome) {}
        };
    Map<String, String> settings = Map.of("data", data.toString(), "epochs", "3");
    return new RecipeRun(directory.resolve("out"), commands, () -> nanos += STEP_NANOS, listener)
        .run(new Recipe(settings, steps), overrides);
  }

  private List<String> rerun() throws IOException {
    return rerun(Map.of());
  }

  private List<String> rerun(Map<String, String> overrides) throws IOException {
    commands.runs.clear();
    run(overrides);
    return List.copyOf(commands.runs);
  }

  @Test
  void runsStepsInOrderAndTellsWhatCameOfThem() throws IOException {
    List<Outcome> outcomes = run(Map.of());

    assertThat(commands.runs).containsExactly("teacher", "student", "other");
    assertThat(outcomes).extracting(Outcome::step).containsExactly("teacher", "student", "other");
    assertThat(outcomes.getFirst().accuracy()).hasValue(0.75);
    assertThat(outcomes.getFirst().seconds()).isEqualTo(2);
    assertThat(outcomes.getFirst().bytes()).isPositive();
    assertThat(directory.resolve("out/student/stage.json"))
        .content()
        .contains("--teacher " + directory.resolve("out/teacher"));
  }

  @Test
  void letsASettingBeGivenByAnother() throws IOException {
    run(Map.of("epochs", "${data}-3"));

    assertThat(directory.resolve("out/teacher/stage.json"))
        .content()
        .contains("--epochs " + data + "-3");
  }

  @Test
  void estimatesFromWhatIsKnown() throws IOException {
    run(Map.of());

    assertThat(heard)
        .containsExactly(
            "1/3 teacher OptionalDouble.empty",
            "2/3 student OptionalDouble[4.0]",
            "3/3 other OptionalDouble[2.0]");
  }

  @Test
  void keepsWhatIsFinished() throws IOException {
    run(Map.of());

    assertThat(rerun()).isEmpty();
  }

  @Test
  void goesOnAfterAFailure() throws IOException {
    commands.poison = "--teacher";
    assertThatThrownBy(() -> run(Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessage("step student: failed, for the reason above");
    commands.poison = "none";

    assertThat(rerun()).containsExactly("student", "other");
  }

  @Test
  void rerunsAChangedStepAndThoseThatFollowFromIt() throws IOException {
    run(Map.of());

    assertThat(rerun(Map.of("epochs", "4"))).containsExactly("teacher", "student");
  }

  @Test
  void rerunsWhatReadChangedData() throws IOException {
    run(Map.of());
    Files.writeString(data, "two");

    assertThat(rerun()).containsExactly("teacher", "student");
  }

  @Test
  void rerunsWhatReadAFileBesideTheData() throws IOException {
    Path beside = directory.resolve("beside.txt");
    Files.writeString(beside, "one");
    steps.put("last", "make --text ${data}/../beside.txt");
    run(Map.of("data", Files.createDirectories(directory.resolve("empty")).toString()));
    Files.writeString(beside, "two");

    assertThat(rerun(Map.of("data", directory.resolve("empty").toString())))
        .containsExactly("last");
  }

  @Test
  void keepsWhatIsFinishedWhereverItLies() throws IOException {
    run(Map.of());
    Path moved = Files.move(data, directory.resolve("moved.txt"));

    assertThat(rerun(Map.of("data", moved.toString()))).isEmpty();
  }

  @Test
  void rerunsAStepWhoseOutputWasChanged() throws IOException {
    run(Map.of());
    Files.writeString(directory.resolve("out/other/stage.json"), "{}");

    assertThat(rerun()).containsExactly("other");
    assertThat(rerun()).isEmpty();
  }

  @Test
  void rerunsAStepWhoseRecordIsBroken() throws IOException {
    run(Map.of());
    Files.writeString(directory.resolve("out/.steps/other.json"), "{\"cause\":");

    assertThat(rerun()).containsExactly("other");
  }

  @Test
  void leavesOutWhatIsOptionalAndHasNoValue() throws IOException {
    steps.put("rows", "[make --text ${unlabelled}]");
    steps.put("last", "make [--from ${rows}] --seed 1");

    assertThat(rerun()).doesNotContain("rows").endsWith("last");
    assertThat(directory.resolve("out/last/stage.json")).content().doesNotContain("--from");
    assertThat(rerun(Map.of("unlabelled", "lines"))).containsExactly("rows", "last");
    assertThat(directory.resolve("out/last/stage.json")).content().contains("--from");
  }

  @Test
  void refusesAStepThatWritesNothing() {
    commands.writes = false;

    assertThatThrownBy(() -> run(Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("step teacher: wrote nothing at");
  }

  @Test
  void checksEveryStepBeforeTheFirstRuns() {
    refuses("make --wrong", "step last: Unknown option: '--wrong'");
    refuses("brew --x 1", "step last: brew: expected a command that writes --out or --json");
    refuses("make --out here", "step last: --out: is given by the step's name");
    refuses("make --x ${nothing}", "step last: ${nothing}: has no value");
    refuses("make --x ${last}", "step last: ${last}: expected an earlier step");
    refuses("make [--x", "step last: brackets do not match");
    assertThat(commands.runs).isEmpty();
  }

  private void refuses(String line, String message) {
    steps.put("last", line);
    assertThatThrownBy(() -> run(Map.of()))
        .isInstanceOf(InvalidRecipeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesASettingThatNobodyReads() {
    assertThatThrownBy(() -> run(Map.of("epoch", "4")))
        .hasMessage("setting epoch: no step refers to it");
  }
}
