package io.millrace.cli.fetch;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an artifact lies: {@code oci://REGISTRY/REPOSITORY:TAG} or {@code
 * oci://REGISTRY/REPOSITORY@sha256:DIGEST}.
 *
 * <p>Immutable.
 *
 * <p>Source: OCI Distribution Specification 1.1, section "Pull".
 */
record OciReference(String registry, String repository, String version) {
  private static final Pattern URI_FORM =
      Pattern.compile(
          "oci://([^/@]+)/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\\w.-]{1,128})|@(sha256:[0-9a-f]{64}))");

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if it has another form
   */
  static OciReference parse(URI uri) {
    Matcher form = URI_FORM.matcher(uri.toString());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          uri + ": expected oci://REGISTRY/REPOSITORY:TAG or …@sha256:DIGEST");
    }
    String version = form.group(3) == null ? form.group(4) : form.group(3);
    return new OciReference(form.group(1), form.group(2), version);
  }

  URI manifest() {
    return at("manifests/" + version);
  }

  URI blob(String digest) {
    return at("blobs/" + digest);
  }

  /** A registry on this machine is asked without TLS, as other clients do it. */
  private URI at(String place) {
    String host = registry.replaceFirst(":\\d+$", "");
    String scheme = host.equals("localhost") || host.equals("127.0.0.1") ? "http" : "https";
    return URI.create("%s://%s/v2/%s/%s".formatted(scheme, registry, repository, place));
  }
}
