package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.compress.arch.Architecture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the help says of SPECs is so. */
class SpecHelpTest {
  private static final List<String> SHOWN =
      SpecHelp.TEXT
          .lines()
          .map(String::strip)
          .filter(line -> line.matches("[a-z]+:[a-z]+=[^ ]*"))
          .toList();

  @Test
  void showsEveryKind() {
    List<String> kinds = SHOWN.stream().map(spec -> spec.split(":")[0]).toList();

    assertThatThrownBy(() -> Architecture.parse("none"))
        .hasMessage("Architecture 'none': expected " + String.join(", ", kinds));
  }

  @Test
  void showsTheDefaults() {
    for (String spec : SHOWN) {
      String kind = spec.split(":")[0];
      String common =
          SpecHelp.TEXT
              .lines()
              .map(String::strip)
              .filter(l -> l.startsWith("buckets"))
              .findFirst()
              .orElseThrow();

      assertThat(Architecture.parse(spec)).isEqualTo(Architecture.parse(kind));
      assertThat(Architecture.parse(spec + "," + common)).isEqualTo(Architecture.parse(kind));
    }
  }

  @Test
  void everyKeyOfAWrittenOutSpecIsExplained() {
    for (String spec : SHOWN) {
      for (String part : Architecture.parse(spec).spec().split(":")[1].split(",")) {
        assertThat(SpecHelp.TEXT).contains(part.split("=")[0] + "=");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "distill", "pretrain"})
  void isPartOfTheHelpOf(String command) {
    String help = Millrace.commandLine().getSubcommands().get(command).getUsageMessage();

    assertThat(help).contains(SHOWN).contains("scale=1.5", "flops=2M");
  }
}
