package io.millrace.serve.http.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.serve.kafka.BrokeredService;
import io.millrace.testing.Browser;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console in a real browser, on the real service. */
class ConsoleIT {
  private static final String SCRIPT =
      "</td><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>";

  @TempDir static Path directory;

  private static BrokeredService service;
  private static Browser browser;
  private static URI console;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Browser.installed().isPresent(),
        "no Chromium on this machine: /usr/bin/chromium is what Debian's package brings");
    writeBundle(directory.resolve("bundle"));
    service =
        BrokeredService.start(
            directory.resolve("bundle"), Map.of("MILLRACE_CONSOLE_TEXTS", "true"));
    console = URI.create("http://127.0.0.1:" + service.port() + "/");
    browser = Browser.start(directory.resolve("profile"));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (service != null) {
      service.close();
    }
  }

  /** The tiny bundle, as one whose calibration was measured. */
  private static void writeBundle(Path place) throws IOException {
    BundleManifest tiny = TinyBundle.write(place).manifest();
    List<BundleManifest.Reliability> bins =
        List.of(
            new BundleManifest.Reliability(0.3, 0.25, 4),
            new BundleManifest.Reliability(0.9, 0.95, 40));
    BundleDirectory.write(
        place,
        new BundleManifest(
            BundleManifest.FORMAT_VERSION,
            tiny.name(),
            tiny.version(),
            tiny.labels(),
            tiny.stages().stream()
                .map(
                    stage ->
                        new BundleManifest.Stage(
                            stage.name(),
                            stage.directory(),
                            stage.temperature(),
                            stage.threshold(),
                            stage.confidence(),
                            stage.isotonic(),
                            bins))
                .toList(),
            new BundleManifest.Calibration(0.003, 0.05, 2400, 0.0023, "test"),
            Map.of(),
            Map.of()));
  }

  @BeforeEach
  void open() {
    browser.look("light", 1200, 900);
    browser.open(console);
    browser.await("document.querySelector('#state').textContent === 'tiny:1, ready'");
  }

  @Test
  void showsWhatEachStageSaysOfAText() {
    ask("money");

    assertThat(text("#label")).isEqualTo("balance");
    assertThat(text("#summary")).startsWith("answered by teacher in ");
    assertThat(text(".step:nth-child(1)")).contains("student", "deferred", "0.800");
    assertThat(text(".step:nth-child(2)")).contains("teacher", "balance", "accepted", "0.500");
    assertThat(text(".step:nth-child(2)")).contains("in the queue", "in the engine");
    ask("hello");
    assertThat(text("#label")).isEqualTo("greeting");
    assertThat(text(".step:nth-child(2)")).contains("teacher", "not asked");
    ask("qwerty");
    assertThat(text("#label")).isEqualTo("no answer");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithAText() {
    typeIntoTheQuestion("   ");
    browser.press("Enter");

    browser.await("!document.querySelector('#problem').hidden");
    assertThat(text("#problem")).isEqualTo("text: expected a text, found only blanks");
  }

  @Test
  void showsScriptsAsText() {
    ask("hello " + SCRIPT);

    assertThat(text("#asked")).isEqualTo("hello " + SCRIPT);
    send("{\"id\":\"<b>id</b>\",\"text\":\"hello " + SCRIPT + "\"}");
    browser.await("document.querySelector('#recent').textContent.includes('window.hacked')");
    assertThat(
            browser.evaluate("document.querySelectorAll('main script, main b b, main img').length"))
        .hasToString("0");
    assertThat(browser.evaluate("typeof window.hacked").textValue()).isEqualTo("undefined");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void movesUnderLoad() {
    String before = browser.evaluate("document.querySelector('#rate-chart').innerHTML").asText();
    String[] events = new String[300];
    for (int i = 0; i < events.length; i++) {
      String word = List.of("hello", "money", "weather").get(i % 3);
      events[i] = i == 0 ? "no JSON" : "{\"text\":\"" + word + "\"}";
    }
    send(events);

    browser.await("parseFloat(document.querySelector('#rate').textContent) > 0");
    browser.await("document.querySelectorAll('#rate-chart .line').length === 2");
    browser.await("document.querySelectorAll('#latency-chart .line').length > 0");
    browser.await("document.querySelectorAll('#share-chart .stack[d^=M]').length === 2");
    assertThat(browser.evaluate("document.querySelector('#rate-chart').innerHTML").asText())
        .isNotEqualTo(before);
    browser.await("document.querySelectorAll('#recent td[class*=outcome-]').length > 0");
    browser.await("document.querySelector('#rejected').textContent.includes('millrace.events-0-')");
    assertThat(text("#rejected")).contains("bad event", "not JSON");
    assertThat(text("#counts")).contains("dead letters1");
  }

  @Test
  void showsTheBundle() {
    browser.await("document.querySelector('#bundle-name').textContent === 'tiny:1'");

    assertThat(text("#promise"))
        .isEqualTo(
            "With probability 95 % its accuracy is at most 0.3 points below the last stage's alone;"
                + " 0.23 points were proved on 2,400 utterances.");
    assertThat(text("#stages")).contains("student", "0.800", "max-probability");
    assertThat(text("#labels")).contains("greeting", "oos");
    assertThat(browser.evaluate("document.querySelectorAll('#reliability circle').length"))
        .hasToString("4");
  }

  @Test
  void needsNoMouse() {
    browser.press("Tab");
    assertThat(focus()).isEqualTo("#text");
    browser.press("Enter");
    browser.await("location.hash === '#text'");
    browser.evaluate("document.body.focus()");
    for (int presses = 0; presses < 3 && !focus().equals("text"); presses++) {
      browser.press("Tab");
    }
    assertThat(focus()).isEqualTo("text");
    assertThat(
            browser.evaluate("getComputedStyle(document.activeElement).outlineStyle").textValue())
        .isEqualTo("solid");
    browser.type("bye");
    browser.press("Tab");
    assertThat(focus()).isEqualTo("Ask");
    browser.press("Enter");
    browser.await("document.querySelector('#label').textContent === 'farewell'");
  }

  /** What has the focus: its id, the target of a link, or the words on it. */
  private static String focus() {
    return browser
        .evaluate(
            "(it => it.id || it.getAttribute('href') || it.textContent)(document.activeElement)")
        .textValue();
  }

  @ParameterizedTest
  @CsvSource({"light, 1200", "dark, 1200", "light, 390", "dark, 390"})
  void isAccessible(String scheme, int width) throws IOException {
    browser.look(scheme, width, 900);
    browser.await("document.querySelector('#bundle-name').textContent === 'tiny:1'");
    ask("money");
    browser.evaluate(axe() + "; true");

    JsonNode violations =
        browser.evaluate(
            "axe.run().then(found => JSON.stringify(found.violations.map(one => [one.id,"
                + " one.nodes.map(node => node.html + node.failureSummary)])))");

    assertThat(new ObjectMapper().readTree(violations.textValue())).isEmpty();
    assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth").asBoolean())
        .as("nothing sticks out")
        .isTrue();
  }

  @Test
  void loadsNothingFromElsewhere() throws Exception {
    JsonNode origins =
        browser.evaluate(
            "[...new Set(performance.getEntriesByType('resource').map(it => new URL(it.name).host))]"
                + ".join()");
    HttpResponse<Void> page =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(console).build(), BodyHandlers.discarding());

    assertThat(origins.textValue()).isEqualTo(console.getAuthority());
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
  }

  private static String axe() throws IOException {
    try (InputStream script = ConsoleIT.class.getResourceAsStream("/axe.min.js")) {
      return new String(script.readAllBytes(), UTF_8);
    }
  }

  private static void ask(String text) {
    browser.evaluate("document.querySelector('#answer').hidden = true");
    typeIntoTheQuestion(text);
    browser.press("Enter");
    browser.await("!document.querySelector('#answer').hidden");
  }

  private static void typeIntoTheQuestion(String text) {
    browser.evaluate("document.querySelector('#text').value = ''; text.focus()");
    browser.type(text);
  }

  private static String text(String selector) {
    return browser.evaluate("document.querySelector(\"" + selector + "\").textContent").textValue();
  }

  private static void send(String... values) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", service.broker().bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>("millrace.events", "k", value));
      }
    }
  }
}
