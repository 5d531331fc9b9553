package io.millrace.model.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stage is in its place whole or not at all. */
class PlacingTest {
  @TempDir private Path directory;

  private static void fill(Path place, String content) throws IOException {
    Files.writeString(place.resolve(StageDirectory.MANIFEST), content);
  }

  @Test
  void replacesAStage() throws IOException {
    Path place = directory.resolve("stage");
    Placing.stage(place, aside -> fill(aside, "old"));
    Files.writeString(place.resolve("more"), "");

    Placing.stage(place, aside -> fill(aside, "new"));

    assertThat(place.resolve(StageDirectory.MANIFEST)).hasContent("new");
    assertThat(place.toFile().list()).hasSize(1);
    assertThat(directory.toFile().list()).containsExactly("stage");
  }

  @Test
  void leavesTheOldStageWhenFillingFails() throws IOException {
    Path place = directory.resolve("stage");
    Placing.stage(place, aside -> fill(aside, "old"));

    assertThatThrownBy(
            () ->
                Placing.stage(
                    place,
                    aside -> {
                      fill(aside, "half");
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");

    assertThat(place.resolve(StageDirectory.MANIFEST)).hasContent("old");
    assertThat(directory.toFile().list()).containsExactly("stage");
  }

  @Test
  void refusesToReplaceWhatIsNoStage() throws IOException {
    Files.writeString(directory.resolve("thesis.txt"), "");

    assertThatThrownBy(() -> Placing.stage(directory, aside -> fill(aside, "new")))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("is no stage");
    assertThat(directory.resolve("thesis.txt")).exists();
  }

  @Test
  void refusesToReplaceAFile() throws IOException {
    Path thesis = Files.writeString(directory.resolve("thesis.txt"), "");

    assertThatThrownBy(() -> Placing.stage(thesis, aside -> fill(aside, "new")))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("thesis.txt: exists already and is no directory");
    assertThat(thesis).exists();
  }
}
