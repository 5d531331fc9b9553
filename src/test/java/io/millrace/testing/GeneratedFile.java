package io.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the repository that follows from others: compared, or written again when asked to. */
public final class GeneratedFile {
  private GeneratedFile() {}

  /** Fails if the file holds anything else; with {@code -Dmillrace.write=true} writes it first. */
  public static void require(Path file, String content) throws IOException {
    if (Boolean.getBoolean("millrace.write")) {
      Files.writeString(file, content);
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as(file + " is out of date; run this test with -Dmillrace.write=true")
        .isEqualTo(content);
  }
}
