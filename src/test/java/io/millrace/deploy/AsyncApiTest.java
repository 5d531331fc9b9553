package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serve.config.MillraceConfig;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AsyncApiTest {
  @Test
  void namesTheTopicsOfTheService() throws Exception {
    MillraceConfig.Topics topics =
        ServiceOptions.read(Map.of()).getConfigMapping(MillraceConfig.class).topics();

    JsonNode channels =
        Manifests.read(Path.of("src/main/resources/schemas/asyncapi.yaml"))
            .getFirst()
            .path("channels");

    assertThat(channels.findValuesAsText("address"))
        .containsExactlyInAnyOrder(
            topics.events(),
            topics.predictions(),
            topics.deadLetters(),
            topics.escalations(),
            topics.distillation(),
            topics.audits(),
            topics.feedback(),
            topics.quality(),
            topics.policy());
  }
}
