package io.millrace.compress.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.tukaani.xz.XZInputStream;

/**
 * Lines of a UTF-8 text file, plain or {@code .xz}, read as a stream: a file larger than memory is
 * fine.
 */
public final class TextLines {
  private static final int BUFFER_BYTES = 1 << 16;

  private TextLines() {}

  /** Takes one line that is not blank, with its number from 1. */
  @FunctionalInterface
  public interface LineConsumer {
    /** Takes a line. */
    void accept(long number, String line);
  }

  /**
   * Gives each line that is not blank, in order.
   *
   * @throws InvalidDataException if the file cannot be read, or a line is not UTF-8, naming it
   */
  public static void forEach(Path file, LineConsumer consumer) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    long number = 1;
    try (InputStream in = open(file)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b != '\n') {
          line.write(b);
          continue;
        }
        give(file, number++, line, decoder, consumer);
      }
      give(file, number, line, decoder, consumer);
    } catch (IOException e) {
      String reason = Files.exists(file) ? "cannot be read: " + e.getMessage() : "no such file";
      throw new InvalidDataException(file + ": " + reason, e);
    }
  }

  /**
   * A uniform sample of the lines, shuffled; all of them when there are no more than {@code count}.
   * The same file, count and seed give the same sample.
   *
   * <p>Source: Vitter, Random Sampling with a Reservoir, ACM TOMS 1985, algorithm R.
   */
  public static List<String> sample(Path file, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> sample = new ArrayList<>();
    long[] seen = {0};
    forEach(
        file,
        (number, line) -> {
          long place = sample.size() < count ? sample.size() : random.nextLong(seen[0] + 1);
          seen[0]++;
          if (place == sample.size() && place < count) {
            sample.add(line);
          } else if (place < count) {
            sample.set((int) place, line);
          }
        });
    for (int i = sample.size() - 1; i > 0; i--) {
      Collections.swap(sample, i, random.nextInt(i + 1));
    }
    return sample;
  }

  private static InputStream open(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    boolean isCompressed = file.getFileName().toString().endsWith(".xz");
    return isCompressed ? new BufferedInputStream(new XZInputStream(bytes), BUFFER_BYTES) : bytes;
  }

  private static void give(
      Path file,
      long number,
      ByteArrayOutputStream line,
      CharsetDecoder decoder,
      LineConsumer consumer) {
    String text;
    try {
      text = decoder.decode(ByteBuffer.wrap(line.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidDataException(file + ":" + number + ": not UTF-8", e);
    }
    line.reset();
    if (!text.isBlank()) {
      consumer.accept(number, text.strip());
    }
  }
}
