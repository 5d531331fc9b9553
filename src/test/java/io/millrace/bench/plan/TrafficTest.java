package io.millrace.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficTest {
  @TempDir private Path directory;

  @Test
  void poissonKeepsItsRate() {
    double[] seconds = Traffic.POISSON.seconds(400, 4, 20_000, new Random(1));

    // The mean of 20,000 exponential gaps is off by more than 3 % once in 10,000.
    assertThat(seconds.length / seconds[seconds.length - 1]).isCloseTo(100, within(3.0));
    assertThat(seconds).isSorted();
    assertThat(Traffic.POISSON.peak(400)).isEqualTo(400);
  }

  @Test
  void burstHasFiveTimesAsManyInOneSecondOfTen() {
    double[] seconds = Traffic.BURST.seconds(1400, 1, 1, new Random(1));

    long busy = Arrays.stream(seconds).filter(second -> second % 10 < 1).count();
    // 5,000 of 14,000 in each period; the stream is two periods long, give or take chance.
    assertThat((double) busy / seconds.length).isCloseTo(5.0 / 14, within(0.02));
    assertThat(seconds[seconds.length - 1]).isCloseTo(20, within(1.0));
    assertThat(Traffic.BURST.peak(1400)).isCloseTo(5000, within(1e-6));
  }

  @Test
  void replaysAFileAtTheWantedRate() throws IOException {
    Replay replay = Replay.read(file("# seconds\n10\n10.5\n\n12\n14\n"));

    assertThat(replay.recorded()).containsExactly(0, 0.5, 2, 4);
    // Three gaps in 4 s, at 1.5 a second twice as fast; and again from the last on.
    assertThat(replay.seconds(1.5, 1, 7, new Random(1)))
        .containsExactly(new double[] {0, 0.25, 1, 2, 2.25, 3, 4}, within(1e-9));
  }

  @Test
  void aPodGetsItsShareOfAFile() throws IOException {
    Replay replay = Replay.read(file("0\n1\n2\n3\n"));

    double[] seconds = replay.seconds(100, 4, 10_000, new Random(1));

    assertThat(seconds.length / seconds[seconds.length - 1]).isCloseTo(25, within(1.5));
  }

  @Test
  void findsTheBusiestSecond() {
    double[] seconds = new double[3000];
    Arrays.setAll(seconds, i -> i < 1000 ? i * 0.01 : i < 2000 ? 10 + i * 0.0005 : 11 + i * 0.01);

    assertThat(new Replay(seconds).peak(2999 / seconds[2999])).isBetween(450.0, 1100.0);
  }

  @Test
  void namesTheLineAtFault() throws IOException {
    Path words = file("1\ntwo\n");
    Path backwards = file("2\n1\n");

    assertThatThrownBy(() -> Replay.read(words))
        .hasMessage(words + ":2: expected a number of seconds, found 'two'");
    assertThatThrownBy(() -> Replay.read(backwards))
        .hasMessage(backwards + ":2: expected seconds in ascending order, found 1.0 after 2.0");
    for (String tooLittle : new String[] {"", "1\n", "1\n1\n"}) {
      Path file = file(tooLittle);
      assertThatThrownBy(() -> Replay.read(file)).hasMessageContaining("at least two events");
    }
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "trace", ".txt"), text);
  }
}
