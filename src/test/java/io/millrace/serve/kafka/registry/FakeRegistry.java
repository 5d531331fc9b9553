package io.millrace.serve.kafka.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What of Apicurio Registry's REST API, version 3, its Avro serializers ask for: an artifact is
 * made, a schema is found by its content id. In memory; ids count from 1.
 */
public final class FakeRegistry implements AutoCloseable {
  private static final String BASE = "/apis/registry/v3";

  private final ObjectMapper json = new ObjectMapper();
  private final List<String> schemas = new CopyOnWriteArrayList<>();
  private final List<String> artifacts = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile boolean isFailing;

  public FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** What {@code millrace.registry} is to be. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + BASE;
  }

  /** Answers everything by status 500, or does so no more. */
  public void fail(boolean fails) {
    isFailing = fails;
  }

  /** Names of what was registered. */
  public List<String> artifacts() {
    return artifacts;
  }

  /** The content id of a schema. */
  public int put(String schema) {
    if (!schemas.contains(schema)) {
      schemas.add(schema);
    }
    return schemas.indexOf(schema) + 1;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(BASE.length());
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (isFailing) {
        problem(exchange, 500);
      } else if (path.matches("/groups/[^/]+/artifacts")) {
        send(exchange, 200, "application/json", make(json.readTree(body)));
      } else if (path.matches("/ids/contentIds/\\d+/references")) {
        send(exchange, 200, "application/json", "[]");
      } else if (path.matches("/ids/contentIds/\\d+")) {
        schema(exchange, Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
      } else {
        problem(exchange, 404);
      }
    }
  }

  private void schema(HttpExchange exchange, int id) throws IOException {
    if (id < 1 || id > schemas.size()) {
      problem(exchange, 404);
    } else {
      send(exchange, 200, "application/json", schemas.get(id - 1));
    }
  }

  private String make(JsonNode artifact) {
    String name = artifact.path("artifactId").asText();
    artifacts.add(name);
    int id = put(artifact.at("/firstVersion/content/content").asText());
    return """
    {"artifact":{"groupId":"default","artifactId":"%1$s","artifactType":"AVRO"},
     "version":{"groupId":"default","artifactId":"%1$s","version":"1","globalId":%2$d,"contentId":%2$d,
      "artifactType":"AVRO","state":"ENABLED"}}\
    """
        .formatted(name, id);
  }

  private static void problem(HttpExchange exchange, int status) throws IOException {
    send(
        exchange,
        status,
        "application/json",
        "{\"status\":%d,\"title\":\"no\",\"name\":\"no\"}".formatted(status));
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("content-type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
