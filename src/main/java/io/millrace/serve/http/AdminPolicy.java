package io.millrace.serve.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Who may change what on the management port.
 *
 * <p>Immutable.
 *
 * @param token what a caller must show; empty: nobody may do anything
 * @param bundles folder below which bundles may be named
 */
public record AdminPolicy(Optional<String> token, Path bundles) {
  /** Fewer characters can be guessed. */
  public static final int SHORTEST_TOKEN = 16;

  private static final String SCHEME = "Bearer ";

  /**
   * Whether an {@code Authorization} header shows the token. Digests are compared, in a time that
   * depends neither on where the two differ nor on how long they are.
   *
   * @param header null if there is none
   */
  boolean admits(String header) {
    return token.isPresent()
        && header != null
        && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            digest(header.substring(SCHEME.length())), digest(token.orElseThrow()));
  }

  /**
   * The bundle that a caller names, links followed.
   *
   * @throws HttpFailure if there is none, or it lies elsewhere
   */
  Path bundle(String name) {
    try {
      Path root = bundles.toRealPath();
      Path place = root.resolve(name).toRealPath();
      if (!place.startsWith(root) || place.equals(root)) {
        throw new HttpFailure(403, "path: outside " + root + ", see millrace.admin.bundles");
      }
      return place;
    } catch (IOException | InvalidPathException e) {
      throw new HttpFailure(404, "path: no bundle " + name + " below " + bundles);
    }
  }

  private static byte[] digest(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Bug: every Java platform has SHA-256", e);
    }
  }
}
