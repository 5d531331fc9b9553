package io.millrace.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs directories. */
public final class Zips {
  private Zips() {}

  /** All files below a directory, by their path from it behind a prefix. */
  public static Path of(Path directory, String prefix, Path zip) throws IOException {
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(directory)) {
      entries.setLevel(Deflater.NO_COMPRESSION); // Test models are zeros, which look like a bomb.
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        entries.putNextEntry(new ZipEntry(prefix + directory.relativize(file)));
        Files.copy(file, entries);
      }
    }
    return zip;
  }

  /** One entry for each name, all with the same content. */
  public static Path of(List<String> names, byte[] content, Path zip) throws IOException {
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      for (String name : names) {
        entries.putNextEntry(new ZipEntry(name));
        entries.write(content);
      }
    }
    return zip;
  }
}
