package io.millrace.cli.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that is there with the right content, or not at all: written aside, compared, renamed.
 *
 * <p>Immutable.
 *
 * @param sha256 of its content, 64 lower-case hexadecimal digits
 * @param maxBytes larger contents are refused
 */
record CheckedFile(Path path, String sha256, long maxBytes) {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Whether it is there. */
  boolean isThere() throws IOException {
    if (!Files.isRegularFile(path) || Files.size(path) > maxBytes) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      return copy(in, OutputStream.nullOutputStream()).equals(sha256);
    }
  }

  /**
   * Puts it there.
   *
   * @param source named in messages
   * @throws IOException if the content is another, or too large; what was there stays
   */
  void write(InputStream content, String source) throws IOException {
    Path aside = Files.createTempFile(path.toAbsolutePath().getParent(), ".fetch", ".part");
    try {
      String found;
      try (OutputStream out = Files.newOutputStream(aside)) {
        found = copy(content, out);
      }
      if (!found.equals(sha256)) {
        throw new IOException("%s: expected SHA-256 %s, found %s".formatted(source, sha256, found));
      }
      Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private String copy(InputStream content, OutputStream out) throws IOException {
    MessageDigest digest = sha256Digest();
    DigestInputStream in = new DigestInputStream(content, digest);
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      bytes += read;
      if (bytes > maxBytes) {
        throw new IOException(path + ": more than " + maxBytes + " bytes, see --max-bytes");
      }
      out.write(buffer, 0, read);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Bug: every JDK has SHA-256", e);
    }
  }
}
