package io.millrace.bench.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenizerMeasurementTest {
  @Test
  void comparesTokenizersThatGiveTheSameIds() throws Exception {
    BenchSettings settings =
        new BenchSettings(
            Path.of("src/main/bundles/clinc150"),
            Optional.empty(),
            Optional.empty(),
            1,
            Duration.ofMillis(10),
            line -> {});

    Findings findings = new TokenizerMeasurement().measure(settings);

    assertThat(findings.figures())
        .containsEntry("wordpiece_other_ids", 0.0)
        .containsKeys("wordpiece_vs_jni", "hasher_vs_jni");
    assertThat(findings.figures().get("jni_us")).isPositive();
  }
}
