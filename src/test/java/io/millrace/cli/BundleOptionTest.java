package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleOptionTest {
  @TempDir private Path directory;

  @Test
  void findsTheTeacherBesideABundle() throws IOException {
    Path bundle = directory.resolve("bundle");

    assertThat(BundleOption.teacherBeside(bundle)).isEmpty();

    Path teacher = Files.createDirectory(directory.resolve("bundle-teacher"));
    assertThat(BundleOption.teacherBeside(bundle.resolve("."))).contains(teacher);
  }

  @Test
  void theDefaultBundleHasOne() {
    assertThat(BundleOption.teacherBeside(BundleOption.orDefault(null))).isPresent();
  }
}
