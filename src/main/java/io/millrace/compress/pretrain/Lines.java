package io.millrace.compress.pretrain;

import io.millrace.compress.data.TextLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lines of plain text that are read again and again, and never held all at once.
 *
 * <p>Immutable.
 *
 * @param files plain or {@code .xz}, read in order
 * @param more lines read after them
 */
public record Lines(List<Path> files, List<String> more) {
  /**
   * Reads them all.
   *
   * @throws io.millrace.compress.data.InvalidDataException if a file cannot be read, naming it
   */
  public void forEach(Consumer<String> consumer) {
    files.forEach(file -> TextLines.forEach(file, (number, line) -> consumer.accept(line)));
    more.forEach(consumer);
  }

  /** Reads them in parts of so many lines, the last one smaller. */
  void forEachPart(int size, Consumer<List<String>> consumer) {
    List<String> part = new ArrayList<>();
    forEach(
        line -> {
          part.add(line);
          if (part.size() == size) {
            consumer.accept(List.copyOf(part));
            part.clear();
          }
        });
    if (!part.isEmpty()) {
      consumer.accept(List.copyOf(part));
    }
  }
}
