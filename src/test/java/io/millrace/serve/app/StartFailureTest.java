package io.millrace.serve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bundle.InvalidBundleException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StartFailureTest {
  @Test
  void prefersTheMessageThatAUserCanActOn() {
    Exception failure =
        new RuntimeException(
            "cannot create bean",
            new InvalidBundleException("bundle.json: broken", new IOException("deep down")));

    assertThat(StartFailure.reason(failure)).isEqualTo("bundle.json: broken");
  }

  @Test
  void fallsBackOnTheRootCause() {
    Exception failure = new RuntimeException("outer", new IOException("deep down"));

    assertThat(StartFailure.reason(failure)).isEqualTo("deep down");
  }

  @Test
  void namesACauseWithoutMessage() {
    assertThat(StartFailure.reason(new RuntimeException(new NullPointerException())))
        .isEqualTo("java.lang.NullPointerException");
  }

  @Test
  void isOneLine() {
    Exception failure = new IllegalArgumentException("Configuration failed:\n\tkey a\n\tkey b\n");

    assertThat(StartFailure.reason(failure)).isEqualTo("Configuration failed: key a; key b");
  }
}
