package io.millrace.model.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A bundle's directory in a {@code .zip}, read where it lies: nothing is unpacked, so no entry can
 * be written outside, and a symbolic link among the entries is a file that holds a path and leads
 * nowhere.
 *
 * <p>Before anything is read for what it says, every entry is inflated once and counted: what it
 * inflates to must be what it claims, and no more than the limits allow.
 */
final class ZipBundle {
  /** A bundle has three or four files a stage. */
  static final int MOST_ENTRIES = 1_000;

  /** A teacher of a billion weights. */
  private static final long MOST_BYTES = 4L << 30;

  /** Weights hardly shrink, zeros by 1 : 1,000; pruned weights lie between. */
  private static final long MOST_RATIO = 100;

  /** Below this, a ratio says nothing. */
  private static final long SMALL_BYTES = 1 << 20;

  private ZipBundle() {}

  /**
   * The directory that holds the manifest: the root, or the only directory there. Its file system
   * is to be closed by the caller.
   *
   * @throws InvalidBundleException if the archive is none that can be trusted
   */
  static Path open(Path zip) {
    try {
      verify(zip);
      FileSystem content = FileSystems.newFileSystem(zip);
      try {
        return top(content.getPath("/"));
      } catch (IOException | RuntimeException e) {
        content.close();
        throw e;
      }
    } catch (IOException e) {
      throw new InvalidBundleException(zip + ": not a zip that can be read: " + e.getMessage(), e);
    }
  }

  private static Path top(Path root) throws IOException {
    if (Files.exists(root.resolve(BundleDirectory.MANIFEST))) {
      return root;
    }
    try (Stream<Path> entries = Files.list(root)) {
      List<Path> only = entries.limit(2).toList();
      return only.size() == 1 ? only.getFirst() : root;
    }
  }

  private static void verify(Path zip) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      Set<String> names = new HashSet<>();
      long bytes = 0;
      for (ZipEntry entry : Collections.list(file.entries())) {
        require(names.size() < MOST_ENTRIES, zip, "more than " + MOST_ENTRIES + " entries");
        requireName(zip, entry.getName());
        require(names.add(entry.getName()), zip, "entry " + entry.getName() + " is there twice");
        bytes += inflated(zip, file, entry, MOST_BYTES - bytes);
      }
    }
  }

  /** Only names that mean the same place on every file system. */
  private static void requireName(Path zip, String name) {
    boolean isInside =
        !name.isEmpty()
            && name.indexOf('\\') < 0
            && name.chars().noneMatch(Character::isISOControl)
            && Stream.of(name.split("/")).noneMatch(part -> Set.of("", ".", "..").contains(part));
    require(isInside, zip, "entry " + name + " is no path inside the archive");
  }

  private static long inflated(Path zip, ZipFile file, ZipEntry entry, long most)
      throws IOException {
    long counted = 0;
    long claimed = entry.getSize();
    long limit =
        Math.min(most, Math.max(SMALL_BYTES, MOST_RATIO * Math.max(1, entry.getCompressedSize())));
    require(
        claimed <= limit, zip, "entry " + entry.getName() + " is too large, or packed too well");
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = file.getInputStream(entry)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        counted += read;
        require(counted <= claimed, zip, "entry " + entry.getName() + " is larger than it claims");
      }
    }
    return counted;
  }

  private static void require(boolean holds, Path zip, String message) {
    if (!holds) {
      throw new InvalidBundleException(zip + ": " + message);
    }
  }
}
