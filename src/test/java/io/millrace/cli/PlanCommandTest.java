package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.plan.Calibration;
import io.millrace.bench.plan.Forecast;
import io.millrace.bench.plan.Objective;
import io.millrace.bench.plan.Planner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code plan} refuses before it measures, and how it tells what it found. */
class PlanCommandTest {
  private static final Forecast CHEAPEST =
      new Forecast(3, 1, 0.7, 0.55, 0.195, 9.25, 31.5, 31.5, true);
  private static final Forecast DEARER =
      new Forecast(2, 2, 0.4, 0.3, 0.195, 8.25, 21.5, 21.5, true);

  @TempDir private Path directory;

  @Test
  void refusesWhatIsNoObjective() {
    CommandRun run = CommandRun.of("plan", "--rate", 100, "--objective", "p99=abc");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines().findFirst().orElseThrow())
        .startsWith("millrace plan: Invalid value for option '--objective'")
        .endsWith("such as p99=50ms, found 'p99=abc'");
  }

  @Test
  void refusesARateThatIsNone() {
    for (String rate : List.of("0", "-5", "NaN", "Infinity")) {
      CommandRun run = CommandRun.of("plan", "--rate", rate, "--objective", "p99=50ms");

      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err()).contains("--rate: expected a number above 0, found");
    }
  }

  @Test
  void refusesNoCoresAndNoTime() {
    assertThat(CommandRun.of("plan", "--rate", 1, "--objective", "p99=1s", "--cores", 0).err())
        .contains("--cores", "expected a number from 1 up, found '0'");
    assertThat(
            CommandRun.of("plan", "--rate", 1, "--objective", "p99=1s", "--duration", "PT0S").err())
        .contains("--duration: expected more than nothing, found PT0S");
  }

  @Test
  void needsRateAndObjective() {
    CommandRun run = CommandRun.of("plan");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--rate").contains("--objective");
  }

  @Test
  void namesTheFileAtFault() throws IOException {
    Path absent = directory.resolve("absent.txt");
    Path words = Files.writeString(directory.resolve("words.txt"), "0.5\nsoon\n");

    assertThat(planned("--trace", absent).err()).contains(absent + ": no such file");
    assertThat(planned("--trace", words).err())
        .contains(words + ":2: expected a number of seconds, found 'soon'");
    assertThat(planned("--bundle", directory).err())
        .contains(directory.resolve("bundle.json").toString());
    assertThat(planned("--data", directory).err())
        .contains(directory.resolve("train.jsonl").toString());
    assertThat(planned("--trace", words).status()).isEqualTo(1);
  }

  private static CommandRun planned(Object option, Object value) {
    return CommandRun.of("plan", "--rate", 100, "--objective", "p99=50ms", option, value);
  }

  @Test
  void marksTheCheapest() {
    String table = table(new Planner.Plan(List.of(CHEAPEST, DEARER), CHEAPEST), Optional.empty());

    assertThat(table.lines())
        .anyMatch(
            line ->
                line.matches(
                    " +3 +1 +3 +70 % +55 % +9\\.25 ms +31\\.50 ms +31\\.50 ms +kept +<- cheapest"))
        .anyMatch(line -> line.matches(" +2 +2 +4 +40 % .* kept *"))
        .anyMatch(line -> line.startsWith("This machine, with broker and traffic on it, cannot"))
        .anyMatch(line -> line.equals("p99=50ms at 2,000 events a second; 19.5 % are escalated"))
        .anyMatch(line -> line.contains("at most 1,500 events a second, by 1.20 of this machine's"))
        .anyMatch(line -> line.contains("a core of its own is worth 1,250;"));
  }

  @Test
  void marksNoneWhereNoneKeepsIt() {
    Forecast slow = new Forecast(1, 1, 0.4, 0.3, 0, 80, 90, 90, false);

    String table = table(new Planner.Plan(List.of(slow), slow), Optional.of(slow));

    assertThat(table).doesNotContain("cheapest", "kept").contains("this machine");
  }

  private static String table(Planner.Plan plan, Optional<Forecast> here) {
    StringWriter text = new StringWriter();
    PlanTable.print(
        new PlanTable(
            2000,
            Objective.parse("p99=50ms"),
            new Calibration(List.of(), 1500, 1.2, List.of()),
            plan,
            here),
        new PrintWriter(text));
    return text.toString();
  }
}
