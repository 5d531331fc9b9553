package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private final Ledger ledger = new Ledger(List.of("student", "teacher"));

  SummaryTest() {
    for (int number = 0; number < 1500; number++) {
      String stage = number % 4 == 0 ? "teacher" : "student";
      String outcome = number % 20 == 0 ? "abstained" : "accepted";
      ledger.enter(new Answer(number, 2_000_000, stage, outcome, "balance", "balance", 0.9, null));
    }
    ledger.enter(new Answer(1500, 0, null, null, null, null, 0, "not JSON"));
  }

  @Test
  void fitsOneLineOfALog() {
    assertThat(new Summary(ledger, 1503, 3).line())
        .isEqualTo(
            "   3 s   in 1,503   answered 1,500 (student 75.0 %, teacher 25.0 %)   escalated 25.0 %"
                + "   abstained 5.0 %   p50 2.0 ms   p95 2.0 ms   p99 2.0 ms   dead letters 1");
  }

  @Test
  void paintsABlock() {
    assertThat(new Summary(ledger, 1503, 3).block())
        .containsExactly(
            "  events in             1,503   501.0 a second   3 s",
            "  answered              1,500   student 75.0 %, teacher 25.0 %",
            "  share escalated       25.0 %",
            "  abstained             75   5.0 %",
            "  latency, last second  p50 2.0 ms   p95 2.0 ms   p99 2.0 ms",
            "  dead letters          1",
            "  not back yet          2");
  }

  @Test
  void endsWithATable() {
    Summary summary = new Summary(ledger, 1503, 3);

    assertThat(summary.lost()).isEqualTo(2);
    assertThat(summary.table())
        .containsExactly(
            "  events in                1,503   501.0 a second for 3.0 s",
            "  answered                 1,500",
            "    by student             1,125    75.0 %",
            "    by teacher               375    25.0 %",
            "  escalated                  375    25.0 %",
            "  abstained                   75     5.0 %",
            "  late                         0",
            "  dead letters                 1",
            "  lost                         2",
            "  answered twice               0",
            "  latency p50                2.0 ms",
            "  latency p95                2.0 ms",
            "  latency p99                2.0 ms",
            "  latency max                2.0 ms");
  }

  @Test
  void knowsNothingBeforeTheFirstAnswer() {
    assertThat(new Summary(new Ledger(List.of("only")), 0, 1).line())
        .contains("answered 0 (only 0.0 %)");
  }

  @Test
  void paintsOverTheLastBlockOnATerminal() {
    StringWriter text = new StringWriter();
    Screen screen = Screen.terminal(new PrintWriter(text));
    Summary summary = new Summary(ledger, 1503, 3);

    screen.live(summary);
    screen.note("kept");

    String block = String.join("\n", summary.block()) + "\n";
    assertThat(text.toString()).isEqualTo(block + "\r\033[7A\033[J" + "kept\n");
  }

  @Test
  void writesLinesToALog() {
    StringWriter text = new StringWriter();
    Screen screen = Screen.log(new PrintWriter(text));
    Summary summary = new Summary(ledger, 1503, 3);

    screen.live(summary);
    screen.live(summary);

    assertThat(text.toString()).isEqualTo((summary.line() + "\n").repeat(2));
  }
}
