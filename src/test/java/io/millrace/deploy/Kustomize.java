package io.millrace.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** {@code kubectl kustomize}. */
final class Kustomize {
  private static final Map<Path, List<JsonNode>> RENDERED = new HashMap<>();

  private Kustomize() {}

  /** What an overlay yields, rendered once. Skips the test where there is no kubectl. */
  static synchronized List<JsonNode> render(Path overlay) throws IOException, InterruptedException {
    Assumptions.assumeTrue(hasKubectl(), "no kubectl");
    if (!RENDERED.containsKey(overlay)) {
      RENDERED.put(overlay, kubectl(overlay));
    }
    return RENDERED.get(overlay);
  }

  private static List<JsonNode> kubectl(Path overlay) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("kustomize", ".log");
    try {
      Process process =
          new ProcessBuilder("kubectl", "kustomize", overlay.toString())
              .redirectError(errors.toFile())
              .start();
      String yaml = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(overlay + ": " + Files.readString(errors));
      }
      return Manifests.parse(yaml);
    } finally {
      Files.delete(errors);
    }
  }

  private static boolean hasKubectl() throws InterruptedException {
    if (!RENDERED.isEmpty()) {
      return true;
    }
    try {
      return new ProcessBuilder("kubectl", "version", "--client")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    }
  }
}
