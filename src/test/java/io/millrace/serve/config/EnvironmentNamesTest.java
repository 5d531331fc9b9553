package io.millrace.serve.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentNamesTest {
  @Test
  void namesWhatIsNoOption() {
    List<String> variables =
        List.of("MILLRACE_BATCH_LINGR", "MILLRACE_BATCH_LINGER", "MILLRACE_ADMINTOKEN", "PATH");

    assertThat(EnvironmentNames.unknown(variables))
        .containsExactly("MILLRACE_ADMINTOKEN", "MILLRACE_BATCH_LINGR");
  }

  @Test
  void knowsOptionsOfAllDepths() {
    assertThat(
            EnvironmentNames.unknown(
                List.of(
                    "MILLRACE_BUNDLE",
                    "MILLRACE_MAX_EVENT_BYTES",
                    "MILLRACE_TOPICS_DEAD_LETTERS",
                    "MILLRACE_JAVA_OPTIONS")))
        .isEmpty();
  }

  @Test
  void leavesServicesOfKubernetesAlone() {
    assertThat(
            EnvironmentNames.unknown(
                List.of(
                    "MILLRACE_SERVICE_HOST",
                    "MILLRACE_SERVICE_PORT_HTTP",
                    "MILLRACE_TEACHER_SERVICE_HOST",
                    "MILLRACE_PORT",
                    "MILLRACE_PORT_8080_TCP_ADDR")))
        .isEmpty();
  }
}
