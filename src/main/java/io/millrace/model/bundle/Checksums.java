package io.millrace.model.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** SHA-256 of files, written as lower-case hexadecimal. */
public final class Checksums {
  private Checksums() {}

  /** The checksum of one file. */
  public static String of(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Checksums of all files below a directory but one, by their path from it. */
  static Map<String, String> ofAll(Path directory, String except) throws IOException {
    Map<String, String> checksums = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = directory.relativize(file).toString().replace('\\', '/');
        if (!name.equals(except)) {
          checksums.put(name, of(file));
        }
      }
    }
    return checksums;
  }

  /**
   * Compares what a manifest promises with what lies there. Files that the manifest does not name
   * are let be: nothing reads them.
   *
   * @throws InvalidBundleException if a file is missing or its bytes changed, naming it
   */
  static void verify(Path directory, Map<String, String> expected) {
    for (Map.Entry<String, String> entry : expected.entrySet()) {
      Path file = directory.resolve(entry.getKey()).normalize();
      if (!file.startsWith(directory.normalize())) {
        throw new InvalidBundleException(
            directory + ": checksum entry " + entry.getKey() + " lies outside the directory");
      }
      verify(file, entry.getValue());
    }
  }

  private static void verify(Path file, String expected) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidBundleException(file + ": missing, though the manifest lists it");
    }
    try {
      String found = of(file);
      if (!found.equals(expected)) {
        throw new InvalidBundleException(
            file + ": SHA-256 expected " + expected + ", found " + found);
      }
    } catch (IOException e) {
      throw new InvalidBundleException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** The checksum of labels in their order: of their UTF-8, a zero byte after each. */
  public static String ofLabels(List<String> labels) {
    MessageDigest digest = sha256();
    for (String label : labels) {
      digest.update(label.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A fresh digest. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Bug: every Java platform has SHA-256", e);
    }
  }
}
