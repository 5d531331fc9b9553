package io.millrace.compress.quantize;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a processor multiplies bytes well.
 *
 * <p>Source: Intel 64 Architectures Manual, VPDPBUSD and VPMADDUBSW: the former sums products of an
 * unsigned and a signed byte in 32 bits, the latter pairs of them in 16 bits with saturation.
 */
public enum Int8Support {
  /** Exact and fast. */
  DOT_PRODUCT(null),

  /** Pairs of products may saturate. */
  SATURATING(
      "this processor has no VNNI: integer products gain little time here, and with --bits 8 may"
          + " saturate (other answers than elsewhere); --bits 7 cannot"),

  /** No sign of either. */
  UNKNOWN("cannot tell whether this processor multiplies bytes fast; compare the CPU times");

  private final String warning;

  Int8Support(String warning) {
    this.warning = warning;
  }

  /** What a user should know before relying on integer products here. */
  public Optional<String> warning() {
    return Optional.ofNullable(warning);
  }

  /**
   * Reads it from the processor's flags.
   *
   * @param cpuInfo Linux's {@code /proc/cpuinfo}; empty where there is none
   */
  public static Int8Support of(String cpuInfo) {
    Set<String> flags = new HashSet<>();
    cpuInfo
        .lines()
        .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
        .limit(1)
        .forEach(line -> flags.addAll(Arrays.asList(line.split("\\s+"))));
    if (flags.contains("avx512_vnni") || flags.contains("avx_vnni") || flags.contains("asimddp")) {
      return DOT_PRODUCT;
    }
    return flags.contains("avx2") ? SATURATING : UNKNOWN;
  }
}
