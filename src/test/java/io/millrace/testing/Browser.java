package io.millrace.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * One page in the system's own Chromium, without a window, driven as its developer tools drive it.
 * Playwright would bring a Node and a protocol of its own, 200 MB of them, for the dozen commands
 * used here.
 *
 * <p>Source: Chrome DevTools Protocol, domains Page, Runtime, Input, Emulation and Log.
 */
public final class Browser implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String LISTENING = "DevTools listening on ";

  private final ObjectMapper json = new ObjectMapper();
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final Process process;
  private final WebSocket socket;

  private Browser(Process process) throws IOException, InterruptedException {
    this.process = process;
    URI browser = listening(process.errorReader());
    HttpClient http = HttpClient.newHttpClient();
    String pages =
        http.send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + browser.getPort() + "/json/list"))
                    .build(),
                BodyHandlers.ofString())
            .body();
    URI page = URI.create(json.readTree(pages).get(0).get("webSocketDebuggerUrl").textValue());
    this.socket = http.newWebSocketBuilder().buildAsync(page, new Listener()).join();
    for (String domain : List.of("Page", "Runtime", "Log")) {
      call(domain + ".enable", Map.of());
    }
  }

  /** Where it is, if this machine has one. */
  public static Optional<Path> installed() {
    return Stream.of("chromium", "chromium-browser", "google-chrome", "chrome")
        .map(name -> Path.of("/usr/bin", name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it with an empty page.
   *
   * @param profile a folder of its own
   */
  public static Browser start(Path profile) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            installed().orElseThrow().toString(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank");
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      return new Browser(process);
    } catch (IOException | RuntimeException failure) {
      process.destroyForcibly();
      throw failure;
    }
  }

  private static URI listening(BufferedReader errors) throws IOException {
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      if (line.startsWith(LISTENING)) {
        // Read on, or it would block once the pipe is full.
        Thread.ofVirtual().start(() -> errors.lines().forEach(ignored -> {}));
        return URI.create(line.substring(LISTENING.length()));
      }
    }
    throw new IOException("The browser does not start");
  }

  /** Goes to a page, forgets the complaints about others, and waits until it is loaded. */
  public void open(URI page) {
    complaints.clear();
    call("Page.navigate", Map.of("url", page.toString()));
    await("document.readyState === 'complete' && location.href.startsWith('" + page + "')");
  }

  /** What an expression, or the promise it makes, comes to. */
  public JsonNode evaluate(String expression) {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.get("result").path("value");
  }

  /** Waits until an expression is true. */
  public void await(String expression) {
    Awaitility.await(expression)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> evaluate("Boolean(" + expression + ")").booleanValue());
  }

  /** Types into what has the focus. */
  public void type(String text) {
    call("Input.insertText", Map.of("text", text));
  }

  /** Presses a key that is no letter: Tab or Enter. */
  public void press(String key) {
    int code = key.equals("Tab") ? 9 : 13;
    String text = key.equals("Tab") ? "" : "\r";
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of(
              "type", type, "key", key, "code", key, "text", text, "windowsVirtualKeyCode", code));
    }
  }

  /** Shows itself to a page as dark or light, and so wide. */
  public void look(String scheme, int width, int height) {
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  /** Photographs the whole page. */
  public void photograph(Path file) throws IOException {
    JsonNode image =
        call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    Files.write(file, Base64.getDecoder().decode(image.get("data").textValue()));
  }

  /** What the page's scripts threw, and what the browser refused them. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  private JsonNode call(String method, Map<String, Object> parameters) {
    int id = calls.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    String command =
        json.valueToTree(Map.of("id", id, "method", method, "params", parameters)).toString();
    socket.sendText(command, true).join();
    JsonNode told = answer.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    if (told.has("error")) {
      throw new AssertionError(method + ": " + told.get("error"));
    }
    return told.get("result");
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
      message.append(part);
      if (isLast) {
        take(message.toString());
        message.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(String text) {
      try {
        JsonNode told = json.readTree(text.getBytes(UTF_8));
        if (told.has("id")) {
          answers.remove(told.get("id").intValue()).complete(told);
        } else if (isComplaint(told)) {
          complaints.add(told.get("params").toString());
        }
      } catch (IOException noJson) {
        complaints.add(text);
      }
    }

    private boolean isComplaint(JsonNode told) {
      return switch (told.path("method").asText()) {
        case "Runtime.exceptionThrown" -> true;
        case "Log.entryAdded" -> told.at("/params/entry/level").asText().equals("error");
        default -> false;
      };
    }
  }

  @Override
  public void close() {
    socket.abort();
    process.destroyForcibly();
    Awaitility.await().atMost(LIMIT).until(() -> !process.isAlive());
  }
}
