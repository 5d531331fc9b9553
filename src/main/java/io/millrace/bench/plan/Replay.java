package io.millrace.bench.plan;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Traffic that was recorded: a number of seconds a line, ascending; blank lines and those that
 * begin with {@code #} aside. It is slowed down or sped up to the wanted rate, and begins again at
 * its end.
 *
 * <p>Immutable by agreement.
 *
 * @param recorded seconds from the first event on, ascending, at least two and not all the same
 */
public record Replay(double[] recorded) implements Traffic {
  /** In less, chance alone would make some time busy. */
  private static final double TELLING = 100;

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, or a line is no number or less than the one before
   */
  public static Replay read(Path file) throws IOException {
    double[] seconds = new double[0];
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        double second = second(line.strip(), file + ":" + number);
        seconds = Arrays.copyOf(seconds, seconds.length + 1);
        seconds[seconds.length - 1] = second;
        if (seconds.length > 1 && second < seconds[seconds.length - 2]) {
          throw new IOException(
              "%s:%d: expected seconds in ascending order, found %s after %s"
                  .formatted(file, number, second, seconds[seconds.length - 2]));
        }
      }
    }
    if (seconds.length < 2 || seconds[0] == seconds[seconds.length - 1]) {
      throw new IOException(
          file + ": expected the times of at least two events, and not all the same");
    }
    double first = seconds[0];
    return new Replay(Arrays.stream(seconds).map(second -> second - first).toArray());
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException noText) {
      throw new IOException(file + ": expected lines of text, found something else", noText);
    }
  }

  private static double second(String line, String place) throws IOException {
    try {
      double second = Double.parseDouble(line);
      if (Double.isFinite(second)) {
        return second;
      }
    } catch (NumberFormatException noNumber) {
      // As below.
    }
    throw new IOException(place + ": expected a number of seconds, found '" + line + "'");
  }

  @Override
  public double[] seconds(double rate, int pods, int count, Random chance) {
    double[] seconds = new double[Math.max(count, recorded.length / pods)];
    int taken = 0;
    for (long event = 0; taken < seconds.length; event++) {
      if (chance.nextInt(pods) == 0) {
        seconds[taken++] = slower(rate) * at(event);
      }
    }
    return seconds;
  }

  /** The last event of a round is the first of the next. */
  private double at(long event) {
    int gaps = recorded.length - 1;
    return event / gaps * recorded[gaps] + recorded[(int) (event % gaps)];
  }

  private double slower(double rate) {
    int gaps = recorded.length - 1;
    return gaps / recorded[gaps] / rate;
  }

  @Override
  public double peak(double rate) {
    double window = Math.max(1, TELLING / rate);
    int most = 0;
    int from = 0;
    for (int to = 0; to < recorded.length; to++) {
      while (slower(rate) * (recorded[to] - recorded[from]) > window) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return Math.max(rate, most / window);
  }
}
