package io.millrace.cli.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Base64;

/**
 * Gets what lies at a URI.
 *
 * <p>Redirects are followed by hand: the JDK's client would show the credentials of one host to the
 * next. Never from https to http.
 *
 * <p>Not for sharing.
 */
final class Http implements AutoCloseable {
  private static final int MOST_REDIRECTS = 5;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

  /** To the headers of the answer; bodies may take as long as they do. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /**
   * The answer, whatever its status, redirects aside.
   *
   * @param accept media types
   * @param authorization value of the header of that name; empty for none
   * @throws IOException naming the URI
   */
  HttpResponse<InputStream> get(URI uri, String accept, String authorization)
      throws IOException, InterruptedException {
    URI place = uri;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      String shown = isSameHost(uri, place) ? authorization : "";
      HttpResponse<InputStream> response = send(place, accept, shown);
      if (response.statusCode() / 100 != 3) {
        return response;
      }
      response.body().close();
      place = redirected(place, response);
    }
    throw new IOException(uri + ": more than " + MOST_REDIRECTS + " redirects");
  }

  /** The body of an answer of status 200. */
  static InputStream body(HttpResponse<InputStream> response) throws IOException {
    if (response.statusCode() != 200) {
      response.body().close();
      throw new IOException(response.uri() + ": status " + response.statusCode());
    }
    return response.body();
  }

  /** The header's value for {@code user:password}. */
  static String basic(String credentials) {
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }

  private HttpResponse<InputStream> send(URI uri, String accept, String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(ANSWER_TIMEOUT).header("Accept", accept);
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (ConnectException e) {
      throw new IOException(uri + ": cannot be reached", e);
    } catch (HttpTimeoutException e) {
      throw new IOException(uri + ": no answer in time", e);
    }
  }

  private static URI redirected(URI from, HttpResponse<?> response) throws IOException {
    String location =
        response
            .headers()
            .firstValue("Location")
            .orElseThrow(
                () ->
                    new IOException(
                        from + ": status " + response.statusCode() + " without a location"));
    URI to = from.resolve(location);
    if ("https".equals(from.getScheme()) && !"https".equals(to.getScheme())) {
      throw new IOException(from + ": redirects to " + to + ", away from https");
    }
    return to;
  }

  private static boolean isSameHost(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getAuthority().equals(other.getAuthority());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
