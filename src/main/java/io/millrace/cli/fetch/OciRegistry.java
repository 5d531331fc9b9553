package io.millrace.cli.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pulls an artifact of one layer, as {@code oras push REGISTRY/NAME:TAG bundle.zip} makes it.
 *
 * <p>A registry that asks for it is shown a token, which its own service gives to anybody or for
 * user and password. Not for sharing.
 *
 * <p>Sources: OCI Distribution Specification 1.1; Distribution's token authentication.
 */
final class OciRegistry {
  private static final String MANIFEST =
      "application/vnd.oci.image.manifest.v1+json,"
          + " application/vnd.docker.distribution.manifest.v2+json";

  /** The specification asks registries to take this much, and no more. */
  private static final int MOST_MANIFEST_BYTES = 4 << 20;

  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Http http;
  private final String credentials;
  private String authorization = "";

  /**
   * Asks nothing yet.
   *
   * @param credentials {@code user:password}, or empty
   */
  OciRegistry(Http http, String credentials) {
    this.http = http;
    this.credentials = credentials;
  }

  /** The content of the only layer. */
  InputStream layer(OciReference reference) throws IOException, InterruptedException {
    JsonNode layers;
    try (InputStream manifest = get(reference.manifest(), MANIFEST)) {
      layers = JSON.readTree(manifest.readNBytes(MOST_MANIFEST_BYTES)).path("layers");
    }
    if (layers.size() != 1) {
      throw new IOException(
          "%s: expected an artifact of one layer, found %d"
              .formatted(reference.manifest(), layers.size()));
    }
    String digest = layers.get(0).path("digest").asText();
    if (!digest.matches("sha256:[0-9a-f]{64}")) {
      throw new IOException(reference.manifest() + ": a layer's digest is not of sha256");
    }
    return get(reference.blob(digest), "*/*");
  }

  private InputStream get(URI uri, String accept) throws IOException, InterruptedException {
    HttpResponse<InputStream> response = http.get(uri, accept, authorization);
    if (response.statusCode() == 401 && authorization.isEmpty()) {
      response.body().close();
      authorization = authorize(response);
      response = http.get(uri, accept, authorization);
    }
    return Http.body(response);
  }

  private String authorize(HttpResponse<?> refusal) throws IOException, InterruptedException {
    String challenge = refusal.headers().firstValue("WWW-Authenticate").orElse("");
    if (challenge.regionMatches(true, 0, "Basic", 0, 5) && !credentials.isEmpty()) {
      return Http.basic(credentials);
    }
    Map<String, String> parameters = new HashMap<>();
    Matcher parameter = PARAMETER.matcher(challenge);
    while (parameter.find()) {
      parameters.put(parameter.group(1), parameter.group(2));
    }
    if (!challenge.regionMatches(true, 0, "Bearer", 0, 6) || !parameters.containsKey("realm")) {
      throw new IOException(refusal.uri() + ": status 401, user and password are needed");
    }
    return "Bearer " + token(parameters);
  }

  private String token(Map<String, String> parameters) throws IOException, InterruptedException {
    URI realm =
        URI.create(
            "%s?service=%s&scope=%s"
                .formatted(
                    parameters.get("realm"),
                    URLEncoder.encode(parameters.getOrDefault("service", ""), UTF_8),
                    URLEncoder.encode(parameters.getOrDefault("scope", ""), UTF_8)));
    String login = credentials.isEmpty() ? "" : Http.basic(credentials);
    try (InputStream answer = Http.body(http.get(realm, "application/json", login))) {
      JsonNode token = JSON.readTree(answer.readNBytes(MOST_MANIFEST_BYTES));
      return token.path("token").asText(token.path("access_token").asText());
    }
  }
}
