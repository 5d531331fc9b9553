package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A web server with fixed answers that is a registry as well: manifests and blobs for a token, the
 * token for user and password, and blobs elsewhere, where no token may be shown.
 */
final class FakeRegistry implements AutoCloseable {
  private static final String LOGIN =
      "Basic " + Base64.getEncoder().encodeToString("jo:sesame".getBytes(UTF_8));

  private final HttpServer server;
  private final HttpServer store;
  private final Map<String, byte[]> contents = new HashMap<>();

  FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.createContext("/v2/", this::answerWithToken);
    server.createContext("/token", this::giveToken);
    server.createContext("/moved", exchange -> redirect(exchange, "/moved"));
    store.createContext("/", this::answerWithoutToken);
    server.start();
    store.start();
  }

  void put(String path, byte[] content) {
    contents.put(path, content);
  }

  /** An artifact whose layers are these. */
  void putManifest(String path, String... digests) {
    String layers =
        String.join(
            ",", List.of(digests).stream().map("{\"digest\":\"sha256:%s\"}"::formatted).toList());
    put(path, "{\"schemaVersion\":2,\"layers\":[%s]}".formatted(layers).getBytes(UTF_8));
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void answerWithToken(HttpExchange exchange) throws IOException {
    if (!"Bearer t0ken".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange
          .getResponseHeaders()
          .add(
              "WWW-Authenticate",
              "Bearer realm=\"http://%s/token\",service=\"fake\",scope=\"repository:x:pull\""
                  .formatted(address()));
      send(exchange, 401, new byte[0]);
    } else if (exchange.getRequestURI().getPath().contains("/blobs/")) {
      String there = "http://127.0.0.1:" + store.getAddress().getPort();
      redirect(exchange, there + exchange.getRequestURI().getPath());
    } else {
      answer(exchange);
    }
  }

  private void giveToken(HttpExchange exchange) throws IOException {
    boolean isKnown = LOGIN.equals(exchange.getRequestHeaders().getFirst("Authorization"));
    send(exchange, isKnown ? 200 : 401, "{\"token\":\"t0ken\"}".getBytes(UTF_8));
  }

  private void answerWithoutToken(HttpExchange exchange) throws IOException {
    if (exchange.getRequestHeaders().containsKey("Authorization")) {
      send(exchange, 400, new byte[0]);
    } else {
      answer(exchange);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] content = contents.get(exchange.getRequestURI().getPath());
    send(exchange, content == null ? 404 : 200, content == null ? new byte[0] : content);
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().add("Location", location);
    send(exchange, 307, new byte[0]);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    store.stop(0);
  }
}
