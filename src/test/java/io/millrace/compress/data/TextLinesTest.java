package io.millrace.compress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Lines of plain and compressed files, and samples of them. */
class TextLinesTest {
  @TempDir Path directory;

  @Test
  void samplesUniformlyAndRepeatably() throws IOException {
    Path file = directory.resolve("lines.txt");
    Files.writeString(file, numbers(10_000));

    List<String> sample = TextLines.sample(file, 1000, 7);

    assertThat(sample).hasSize(1000).doesNotHaveDuplicates();
    assertThat(sample).isEqualTo(TextLines.sample(file, 1000, 7));
    assertThat(sample).isNotEqualTo(TextLines.sample(file, 1000, 8));
    // The mean of 1000 uniform draws has a standard deviation of 91; 500 is over five of them.
    double mean = sample.stream().mapToInt(Integer::parseInt).average().orElseThrow();
    assertThat(mean).isBetween(4500.0, 5500.0);
  }

  @Test
  void givesAllLinesOfASmallFileShuffled() throws IOException {
    Path file = directory.resolve("lines.txt");
    Files.writeString(file, numbers(50));

    List<String> sample = TextLines.sample(file, 100, 7);

    assertThat(sample)
        .hasSize(50)
        .doesNotHaveDuplicates()
        .isNotEqualTo(numbers(50).lines().toList());
  }

  @Test
  void readsCompressedLines() throws IOException {
    Path file = directory.resolve("lines.txt.xz");
    try (OutputStream out = new XZOutputStream(Files.newOutputStream(file), new LZMA2Options())) {
      out.write("one\n\n two \nthree".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    assertThat(TextLines.sample(file, 9, 1)).containsExactlyInAnyOrder("one", "two", "three");
  }

  @Test
  void namesABrokenArchive() throws IOException {
    Path file = directory.resolve("lines.txt.xz");
    Files.writeString(file, "no archive at all");

    assertThatThrownBy(() -> TextLines.sample(file, 9, 1))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("lines.txt.xz: cannot be read");
  }

  private static String numbers(int count) {
    return IntStream.range(0, count).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }
}
