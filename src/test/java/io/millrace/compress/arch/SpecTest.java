package io.millrace.compress.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.text.NgramSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a SPEC means, and what is refused. */
class SpecTest {
  @Test
  void readsEveryKey() {
    Architecture architecture =
        Architecture.parse(
            "conv:embedding=12, channels=5,widths=2-3,buckets=99,grams=2-4,tokens=8,ids=6");

    assertThat(architecture)
        .isEqualTo(new Conv(new NgramSettings(99, 2, 4, 8, 6), 12, 5, List.of(2, 3)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv",
        "conv:widths=3",
        "bag:embedding=7,grams=3",
        "sep:window=2,depth=4",
        "shuffle:groups=2",
        "transformer:heads=2,hidden=9,norm=post,pool=cls",
        "sep:scale=1.5,flops=2M"
      })
  void writesOutWhatItRead(String spec) {
    Architecture architecture = Architecture.parse(spec);

    assertThat(Architecture.parse(architecture.spec())).isEqualTo(architecture);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lstm:embedding=4 | expected bag, conv, sep, shuffle, transformer",
        "conv:depth=4 | unknown key depth",
        "bag:channels=4 | unknown key channels",
        "conv:embedding=four | key embedding: expected a whole number, found 'four'",
        "conv:embedding=0 | key embedding: expected at least 1, found 0",
        "conv:embedding | expected key=value, found 'embedding'",
        "conv:embedding=1,embedding=2 | key embedding given twice",
        "conv:widths=4-1 | key widths: expected the smaller number first",
        "conv:widths=a | key widths: expected a range such as 1-4",
        "sep:groups=2 | unknown key groups",
        "sep:window=10 | key window: expected at most 9, found 10",
        "shuffle:groups=1 | key groups: expected at least 2, found 1",
        "shuffle:embedding=10 | key embedding: expected a multiple of 4, found 10",
        "transformer:heads=3 | key embedding: expected a multiple of 3, found 128",
        "transformer:norm=in | key norm: expected one of [pre, post], found 'in'",
        "transformer:depth=65 | key depth: expected at most 64, found 65",
        "bag:embedding=60000 | key buckets: expected at most 2^28 numbers",
        "conv:widths=1-6 | key widths: expected at most 5"
      })
  void namesWhatIsWrong(String spec, String message) {
    assertThatThrownBy(() -> Architecture.parse(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Architecture '" + spec + "'")
        .hasMessageContaining(message);
  }
}
