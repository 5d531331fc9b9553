package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bench} refuses before it measures; measuring takes longer than a test may. */
class BenchCommandTest {
  @TempDir private Path directory;

  @Test
  void namesTheMeasurementsThereAre() {
    CommandRun run = CommandRun.of("bench", "--only", "cascade,nonsense");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--only: no measurement 'nonsense'; there are cascade");
  }

  @Test
  void refusesNoTime() {
    CommandRun run = CommandRun.of("bench", "--duration", "PT0S");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--duration: expected more than nothing, found PT0S");
  }

  @Test
  void refusesAFolderThatIsNoBundle() {
    CommandRun run = CommandRun.of("bench", "--bundle", directory);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains(directory.resolve("bundle.json").toString());
  }
}
