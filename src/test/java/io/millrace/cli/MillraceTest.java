package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class MillraceTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine line =
      Millrace.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void printsHelpWithoutACommand() {
    assertThat(line.execute()).isEqualTo(2);
    assertThat(err.toString()).contains("Commands:").contains("demo").contains("serve");
  }

  @Test
  void namesAnUnknownCommandAndTheNearest() {
    assertThat(line.execute("dmo")).isEqualTo(2);
    assertThat(err.toString().lines())
        .startsWith("millrace: no command 'dmo'")
        .anyMatch(text -> text.contains("demo"));
  }

  @Test
  void namesAnOptionsWrongValue() {
    assertThat(line.execute("demo", "--rate", "fast")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "millrace demo: Invalid value for option '--rate': 'fast' is not a double",
            "Try: millrace demo --help");
  }

  @Test
  void refusesANumberOutOfRange() {
    assertThat(line.execute("demo", "--rate", "0")).isEqualTo(2);
    assertThat(err.toString().lines())
        .startsWith("millrace demo: --rate: expected a number above 0, found 0.0");
  }

  @Test
  void namesAMissingBundle() {
    assertThat(line.execute("demo", "--bundle", "no/such")).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly("millrace: no/such/bundle.json: cannot be read (no such file)");
  }

  @Test
  void tellsItsVersion() {
    assertThat(line.execute("--version")).isZero();
    assertThat(out.toString()).isEqualToIgnoringNewLines("millrace 0.1.0");
  }

  @TestFactory
  Stream<DynamicTest> helpsWithEachCommand() {
    return Millrace.commandLine().getSubcommands().keySet().stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> helps(name)));
  }

  private static void helps(String name) {
    StringWriter text = new StringWriter();
    CommandLine line = Millrace.commandLine().setOut(new PrintWriter(text));

    assertThat(line.execute("help", name)).isZero();
    assertThat(text.toString()).contains("Usage: millrace " + name);
    // Picocli breaks the lines: one that was broken by hand before would be broken twice.
    assertThat(text.toString().lines()).allMatch(row -> row.length() <= 80);
    CommandSpec command = line.getSubcommands().get(name).getCommandSpec();
    assertThat(command.usageMessage().description())
        .allMatch(part -> part.matches("(?s).*[.](%n)?"));
    // Whatever can be chosen is described.
    command.options().forEach(MillraceTest::isDescribed);
  }

  private static void isDescribed(OptionSpec option) {
    assertThat(option.description()).as(option.longestName()).hasSize(1);
    if (option.arity().max() > 0) {
      assertThat(option.paramLabel()).matches("[A-Z=,.: \\[\\]]+");
    }
  }
}
