package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.metric.Meter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** README's tables against the code. */
class ReadmeTest {
  private final List<String> lines = Files.readAllLines(Path.of("README.md"));

  ReadmeTest() throws IOException {}

  @Test
  void listsEveryMeterWithItsTags() {
    for (Meter meter : Meter.values()) {
      String row = row(meter.prometheusName());
      assertThat(row).contains(meter.description());
      meter.tags().forEach(tag -> assertThat(row).contains("`" + tag + "`"));
    }
  }

  @Test
  void listsEveryOption() {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(MillraceConfig.class)
            .build();

    List<String> keys =
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
            .filter(key -> key.startsWith("millrace.") && !key.equals("millrace.home"))
            .toList();
    assertThat(keys).contains("millrace.batch.linger", "millrace.topics.dead-letters");
    keys.forEach(key -> assertThat(row(key)).contains("|"));
  }

  private String row(String name) {
    return lines.stream()
        .filter(line -> line.startsWith("| `" + name + "`"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("README.md: no table row for " + name));
  }
}
