package io.millrace.compress.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What processors' flags say. */
class Int8SupportTest {
  @Test
  void trustsVnniAndArmDotProducts() {
    assertThat(Int8Support.of("model name : x\nflags\t\t: fpu avx2 avx512_vnni\n").warning())
        .isEmpty();
    assertThat(Int8Support.of("Features\t: fp asimd asimddp").warning()).isEmpty();
  }

  @Test
  void warnsOfSaturation() {
    assertThat(Int8Support.of("flags : fpu avx2").warning().orElseThrow()).contains("--bits 7");
  }

  @Test
  void admitsIgnorance() {
    assertThat(Int8Support.of("")).isEqualTo(Int8Support.UNKNOWN);
  }
}
