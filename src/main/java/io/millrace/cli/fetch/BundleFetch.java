package io.millrace.cli.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;

/**
 * Brings a file from a URI, and only with the content that is expected.
 *
 * <p>Immutable.
 *
 * @param uri {@code https}, {@code http} or {@code oci}
 * @param sha256 of the file, 64 hexadecimal digits
 * @param maxBytes larger files are refused
 * @param credentials {@code user:password}, or empty
 */
public record BundleFetch(URI uri, String sha256, long maxBytes, String credentials) {
  /** Refuses what can lead to nothing. */
  public BundleFetch {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "--sha256: expected 64 lower-case hexadecimal digits, found " + sha256);
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("--max-bytes: expected at least 1, found " + maxBytes);
    }
    switch (uri.getScheme() == null ? "" : uri.getScheme()) {
      case "https", "http" -> {
        if (uri.getHost() == null) {
          throw new IllegalArgumentException("--uri: expected a host, found " + uri);
        }
      }
      case "oci" -> OciReference.parse(uri);
      default ->
          throw new IllegalArgumentException("--uri: expected https, http or oci, found " + uri);
    }
  }

  /**
   * Makes sure that the file is there.
   *
   * @return whether it had to be fetched
   * @throws IOException naming the URI or the file; then {@code out} is what it was
   */
  public boolean to(Path out) throws IOException, InterruptedException {
    CheckedFile file = new CheckedFile(out, sha256, maxBytes);
    if (file.isThere()) {
      return false;
    }
    try (Http http = new Http();
        InputStream content = open(http)) {
      file.write(content, uri.toString());
    }
    return true;
  }

  private InputStream open(Http http) throws IOException, InterruptedException {
    if (uri.getScheme().equals("oci")) {
      return new OciRegistry(http, credentials).layer(OciReference.parse(uri));
    }
    String login = credentials.isEmpty() ? "" : Http.basic(credentials);
    return Http.body(http.get(uri, "*/*", login));
  }
}
