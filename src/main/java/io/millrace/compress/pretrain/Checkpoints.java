package io.millrace.compress.pretrain;

import io.millrace.model.bundle.Checksums;
import io.millrace.model.bundle.FloatTensor;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a training that takes long would lose when it is killed, in a directory of its own.
 *
 * <p>A checkpoint is one file, {@code FINGERPRINT-PARTS-SHA256.safetensors}. It is written aside
 * and renamed, and its name says what it must hold: what is broken, or belongs to another training,
 * is passed over. The one before stays until the next is there.
 *
 * <p>Not for sharing.
 *
 * @param fingerprint of everything that decides the training's course
 */
record Checkpoints(Path directory, String fingerprint) {
  private static final int KEPT = 2;
  private static final String ENDING = ".safetensors";

  /** Writes the state after so many parts. */
  void save(int parts, Map<String, FloatTensor> state) throws IOException {
    Files.createDirectories(directory);
    Path aside = directory.resolve("next");
    Safetensors.write(aside, state);
    String name = "%s-%08d-%s%s".formatted(fingerprint, parts, Checksums.of(aside), ENDING);
    Files.move(aside, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    for (Path old : newestFirst().stream().skip(KEPT).toList()) {
      Files.delete(old);
    }
  }

  /**
   * Puts the newest whole state into the tensors.
   *
   * @return the parts done by then; 0 when there is none
   */
  int restore(Map<String, FloatTensor> state) throws IOException {
    for (Path file : newestFirst()) {
      String[] name = file.getFileName().toString().replace(ENDING, "").split("-");
      if (name.length == 3 && Checksums.of(file).equals(name[2])) {
        Map<String, FloatTensor> read = Safetensors.read(file);
        for (Map.Entry<String, FloatTensor> entry : state.entrySet()) {
          copy(file, entry.getKey(), read.get(entry.getKey()), entry.getValue());
        }
        return Integer.parseInt(name[1]);
      }
    }
    return 0;
  }

  private static void copy(Path file, String name, FloatTensor from, FloatTensor to) {
    if (from == null || from.data().length != to.data().length) {
      throw new InvalidBundleException(file + ": tensor " + name + ": absent or of another size");
    }
    System.arraycopy(from.data(), 0, to.data(), 0, to.data().length);
  }

  /** Removes all of them; of other trainings, too, whose stage is there or given up. */
  void delete() throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  private List<Path> newestFirst() throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(fingerprint + "-"))
          .sorted(Comparator.reverseOrder())
          .toList();
    }
  }
}
