package io.millrace.compress.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bundle.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations and parameters of a SPEC, counted by hand. */
class SizeTest {
  @Test
  void countsAConvolution() {
    Architecture conv = Architecture.parse("conv:embedding=8,channels=5,widths=1-2,buckets=10");

    // Windows of 8 and 16 numbers times 5 channels, bias and rectifier, at each of 3 words.
    long features = 3 * (2 * 8 * 5 + 2 * 16 * 5 + 2 * 2 * 5);
    assertThat(conv.flops(4, 3)).isEqualTo(features + 2 * 10 * 4);
    assertThat(conv.parameterCount(4))
        .isEqualTo(10 * 8 + (8 * 5 + 5) + (16 * 5 + 5) + (10 * 4 + 4));
  }

  @Test
  void groupsDivideTheProducts() {
    String sizes = "embedding=8,channels=8,window=3,depth=1,buckets=10";
    Architecture whole = Architecture.parse("sep:" + sizes);
    Architecture grouped = Architecture.parse("shuffle:groups=4," + sizes);

    assertThat(whole.featureFlops(1) - grouped.featureFlops(1)).isEqualTo(2 * (64 - 64 / 4));
    assertThat(whole.parameterCount(2) - grouped.parameterCount(2)).isEqualTo(64 - 64 / 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bag", "conv", "sep", "shuffle", "transformer", "transformer:pool=cls"})
  void countsWhatIsTrained(String spec) {
    Architecture architecture = Architecture.parse(spec);

    long numbers = 0;
    for (FloatTensor tensor : architecture.initial(3, 1).tensors().values()) {
      numbers += tensor.data().length;
    }

    assertThat(architecture.parameterCount(3)).isEqualTo(numbers);
  }
}
