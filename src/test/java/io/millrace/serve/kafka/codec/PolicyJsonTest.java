package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyJsonTest {
  @Test
  void readsWhatItWrites() {
    byte[] key = PolicyJson.manualKey("clinc150:1", "student");

    assertThat(PolicyJson.decode(key, PolicyJson.manual("clinc150:1", "student", 0.95, 7)))
        .contains(new PolicyJson.Policy("clinc150:1", "student", true, OptionalDouble.of(0.95)));
    assertThat(PolicyJson.decode(key, null))
        .contains(new PolicyJson.Policy("clinc150:1", "student", true, OptionalDouble.empty()));
  }

  @Test
  void aRaiseThatIsGoneIsNone() {
    assertThat(decode("policy|b:1|student|agreement", null))
        .contains(new PolicyJson.Policy("b:1", "student", false, OptionalDouble.of(0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "policy|b:1|student|agreement; {}",
        "policy|b:1|student|agreement; {\"raise\":\"0.1\"}",
        "policy|b:1|student|agreement; {\"raise\":",
        "policy|b:1|student|agreement; []",
        "policy|b:1|student|manual; {\"raise\":0.1}",
        "policy|b:1|student|other; {\"raise\":0.1}",
        "policy|b:1|student; {\"raise\":0.1}",
        "other|b:1|student|agreement; {\"raise\":0.1}",
      })
  void refusesWhatIsNone(String key, String value) {
    assertThat(decode(key, value)).isEmpty();
    assertThat(PolicyJson.decode(null, value.getBytes(UTF_8))).isEmpty();
  }

  private static Optional<PolicyJson.Policy> decode(String key, String value) {
    return PolicyJson.decode(key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
  }
}
