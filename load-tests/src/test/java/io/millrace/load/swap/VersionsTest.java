package io.millrace.load.swap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionsTest {
  private final Versions versions = new Versions(0);

  @Test
  void takesEitherVersionWhileASwapIsUnderWay() {
    versions.begun(1);
    versions.answered(3, "name:0");
    versions.answered(4, "name:1");

    assertThat(versions.unclean()).isZero();
  }

  @Test
  void wantsNoOlderVersionForWhatWasSentAfterwards() {
    versions.begun(1);
    versions.done(1, 10);

    versions.answered(9, "name:0");
    versions.answered(10, "name:1");
    assertThat(versions.unclean()).isZero();

    versions.answered(10, "name:0");
    assertThat(versions.unclean()).isEqualTo(1);
  }

  @Test
  void wantsNoVersionThatWasNotAskedFor() {
    versions.answered(1, "name:1");
    versions.answered(1, "name:one");
    versions.answered(1, "");

    assertThat(versions.unclean()).isEqualTo(3);
  }
}
