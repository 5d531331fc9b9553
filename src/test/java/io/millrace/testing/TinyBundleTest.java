package io.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bundle.BundleDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyBundleTest {
  @TempDir Path directory;

  @Test
  void readsBack() throws IOException {
    TinyBundle.write(directory);

    BundleDirectory bundle = BundleDirectory.read(directory);

    assertThat(bundle.stages())
        .extracting(stage -> stage.manifest().name())
        .containsExactly("student", "teacher");
  }
}
