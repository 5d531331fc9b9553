package io.millrace.model.bundle;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** Puts a stage in its place whole or not at all. */
public final class Placing {
  private Placing() {}

  /** Fills a directory. */
  @FunctionalInterface
  public interface Filling {
    /** Writes into a directory that exists and is empty. */
    void fill(Path directory) throws IOException;
  }

  /**
   * Fills a directory beside the place and moves it there when all is done. A stage that lies there
   * already is replaced.
   *
   * @throws FileAlreadyExistsException if something lies there that is no stage
   */
  public static void stage(Path place, Filling filling) throws IOException {
    requireReplaceable(place);
    Path target = place.toAbsolutePath().normalize();
    Files.createDirectories(target.getParent());
    Path aside = target.resolveSibling("." + target.getFileName() + ".part");
    // A process killed half-way left it.
    remove(aside);
    Files.createDirectory(aside);
    try {
      filling.fill(aside);
      remove(target);
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      remove(aside);
    }
  }

  /**
   * Refuses a place where {@link #stage} would fail, before hours of work go into what lies aside.
   *
   * @throws FileAlreadyExistsException if something lies there that is no stage and no empty
   *     directory
   */
  public static void requireReplaceable(Path place) throws IOException {
    Path target = place.toAbsolutePath().normalize();
    if (!Files.exists(target) || Files.exists(target.resolve(StageDirectory.MANIFEST))) {
      return;
    }
    if (!Files.isDirectory(target)) {
      throw new FileAlreadyExistsException(target + ": exists already and is no directory");
    }
    try (Stream<Path> files = Files.list(target)) {
      if (files.findAny().isPresent()) {
        throw new FileAlreadyExistsException(target + ": exists already and is no stage");
      }
    }
  }

  /** Does something with a directory that is not kept. */
  @FunctionalInterface
  public interface Use<T> {
    /** Takes a directory that exists and is empty. */
    T of(Path directory) throws IOException;
  }

  /** Uses a directory among the system's temporary files, and removes it whatever happens. */
  public static <T> T scratch(String name, Use<T> use) throws IOException {
    Path directory = Files.createTempDirectory("millrace-" + name);
    try {
      return use.of(directory);
    } finally {
      remove(directory);
    }
  }

  /** Removes a directory and all in it, where there is one. */
  public static void remove(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
          Files.delete(file);
        }
      }
    }
  }
}
