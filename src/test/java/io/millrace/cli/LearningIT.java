package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.serve.kafka.BrokeredService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The learning loop, on the real service and a real broker: a student trained on half the labels
 * serves in a cascade, what the teacher says is kept, the next student learns from it, beats the
 * old one by the paired test, answers a share, and comes into force.
 *
 * <p>{@code -Dmillrace.test.learning=clinc150} does it on CLINC150, in a few minutes. What came of
 * it stands in {@code target/learning.txt}.
 */
class LearningIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String TOKEN = "a-token-of-some-length";
  private static final String TOPIC = "millrace.distillation";
  private static final double SHARE = 0.3;

  @TempDir Path directory;

  private final JsonMapper json = new JsonMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private final long startNanos = System.nanoTime();
  private final List<String> report = new ArrayList<>();
  private LearningPlan plan;
  private BrokeredService service;
  private Conversations conversations;

  @Test
  void learnsFromWhatTheTeacherSaid() throws Exception {
    boolean isLong = "clinc150".equals(System.getProperty("millrace.test.learning"));
    plan = isLong ? LearningPlan.ofClinc150(directory) : LearningPlan.made(directory);
    train("train", "old");
    bundle("old", "1");
    service = BrokeredService.start(directory.resolve("one"), options());
    note("service ready");
    try (Conversations asked = new Conversations(service.broker().bootstrapServers())) {
      conversations = asked;
      keepsLessons();
      train(
          "distill",
          "new",
          "--teacher",
          plan.teacher(),
          "--from-topic",
          TOPIC,
          "--bootstrap-servers",
          service.broker().bootstrapServers());
      bundle("new", "2");
      decides();
      rollsOut();
      refusesWhatHoldsNoLesson();
    } finally {
      service.close();
      Files.createDirectories(Path.of("target"));
      Files.write(Path.of("target/learning.txt"), report);
    }
  }

  private void note(String line) {
    report.add("%3d s  %s".formatted((System.nanoTime() - startNanos) / 1_000_000_000, line));
  }

  private void keepsLessons() throws Exception {
    service.broker().createTopic(TOPIC, 3);
    // A producer that never waits drops what comes before it knows the topic.
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              conversations.send(plan.traffic().subList(0, 5), plan.perSecond());
              return metric("millrace_lessons_total{result=\"kept\"") > 0;
            });
    conversations.send(plan.traffic(), plan.perSecond());
    conversations.awaitAnswers();
    note("events %d, answered by %s".formatted(conversations.sent(), conversations.byStage()));
    note(
        "lessons kept %.0f, audits dropped %.0f"
            .formatted(
                metric("millrace_lessons_total{result=\"kept\""),
                metric("millrace_audits_total{result=\"full\"")));
  }

  private void decides() throws IOException {
    Path decided = directory.resolve("decided.json");
    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--compare",
            student("old"),
            student("new"),
            "--data",
            plan.half(),
            "--require",
            "better",
            "--json",
            decided);
    note(run.out());
    assertThat(run.status()).as(run.out() + run.err()).isZero();
    assertThat(json.readTree(decided.toFile()).path("lower").asDouble()).isPositive();
  }

  private void rollsOut() throws Exception {
    JsonNode started = admin("{\"path\":\"two\",\"share\":%s}".formatted(SHARE));
    assertThat(started.path("canary").asText()).as(started.toString()).isEqualTo("loop:2");
    conversations.forget();
    conversations.send(plan.traffic(), plan.perSecond());
    conversations.awaitAnswers();
    Map<String, Integer> byBundle = conversations.byBundle();
    note("canary at share %s: %s".formatted(SHARE, byBundle));
    int all = byBundle.values().stream().mapToInt(count -> count).sum();
    // Six standard errors of as many draws.
    assertThat(byBundle.get("loop:2") / (double) all)
        .isCloseTo(SHARE, within(6 * Math.sqrt(SHARE * (1 - SHARE) / all)));

    JsonNode coverage = comparison().at("/stages/student/coverage");
    assertThat(coverage.path("lower").asDouble()).as(coverage.toString()).isPositive();
    assertThat(get("/q/metrics"))
        .contains("millrace_agreement_ratio{bundle=\"loop:1\",stage=\"student\"")
        .contains("millrace_agreement_ratio{bundle=\"loop:2\",stage=\"student\"");

    JsonNode promoted = admin("{\"promote\":true}");
    assertThat(promoted.path("bundle").asText()).as(promoted.toString()).isEqualTo("loop:2");
    assertThat(promoted.path("freed").asBoolean()).isTrue();
    conversations.forget();
    conversations.send(plan.traffic().subList(0, 50), plan.perSecond());
    conversations.awaitAnswers();
    assertThat(conversations.byBundle()).containsOnlyKeys("loop:2");
  }

  /** Windows are written when time has passed them, so that more events have to come. */
  private JsonNode comparison() {
    List<JsonNode> found = new ArrayList<>();
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              conversations.send(plan.traffic().subList(0, 20), plan.perSecond());
              JsonNode compared = json.readTree(ask("/v2/models/loop/quality")).path("comparison");
              found.add(compared);
              return compared.at("/stages/student/coverage/lower").asDouble() > 0
                  && compared.at("/stages/student").has("agreement");
            });
    note("compared live: " + found.getLast());
    return found.getLast();
  }

  private void refusesWhatHoldsNoLesson() throws IOException {
    service.broker().createTopic("empty", 1);
    assertThat(distill("absent", plan.teacher()).err()).contains("Topic absent: there is none at");
    assertThat(distill("empty", plan.teacher()).err()).contains("Topic empty: holds no records");
    assertThat(distill("millrace.predictions", plan.teacher()).err())
        .contains("0 lessons")
        .contains("skipped: malformed");
    assertThat(distill(TOPIC, student("old")).err())
        .contains("0 lessons")
        .contains("skipped: other teacher");
    assertThat(Files.exists(directory.resolve("none"))).isFalse();
  }

  private CommandRun distill(String topic, Path teacher) {
    CommandRun run =
        CommandRun.of(
            "distill",
            "--data",
            plan.half(),
            "--teacher",
            teacher,
            "--from-topic",
            topic,
            "--bootstrap-servers",
            service.broker().bootstrapServers(),
            "--out",
            directory.resolve("none"));
    assertThat(run.status()).isEqualTo(1);
    return run;
  }

  private void train(String command, String name, Object... more) {
    List<Object> words = new ArrayList<>(List.of(command, "--data", plan.half()));
    words.addAll(plan.student());
    words.addAll(List.of(more));
    words.addAll(List.of("--out", student(name)));
    CommandRun run = CommandRun.of(words.toArray());
    assertThat(run.status()).as(run.err()).isZero();
    run.out().lines().filter(line -> line.startsWith("Topic")).forEach(this::note);
  }

  private void bundle(String of, String version) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "bundle",
                "--stage",
                student(of),
                "--stage",
                plan.teacher(),
                "--data",
                plan.half(),
                "--name",
                "loop",
                "--version",
                version,
                "--out",
                directory.resolve(version.equals("1") ? "one" : "two")));
    words.addAll(plan.bundle());
    CommandRun run = CommandRun.of(words.toArray());
    assertThat(run.status()).as(run.err()).isZero();
  }

  /** Stages are named by their directories, and those that are compared live are of one name. */
  private Path student(String of) {
    return directory.resolve(of).resolve("student");
  }

  private Map<String, String> options() {
    Map<String, String> options = new HashMap<>();
    options.put("MILLRACE_ADMIN_TOKEN", TOKEN);
    options.put("MILLRACE_ADMIN_BUNDLES", directory.toString());
    options.put("MILLRACE_MIN_AGREEMENT", "0.8");
    options.put("MILLRACE_AUDIT_SHARE", "1");
    options.put("MILLRACE_AUDIT_BACKLOG", "1h");
    options.put("MILLRACE_DISTILLATION_ENABLED", "true");
    options.put("MILLRACE_QUALITY_ENABLED", "true");
    options.put("MILLRACE_QUALITY_HOP", "1s");
    return options;
  }

  private JsonNode admin(String body) throws Exception {
    return json.readTree(
        client
            .send(
                HttpRequest.newBuilder(management("/admin/bundle"))
                    .header("authorization", "Bearer " + TOKEN)
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString())
            .body());
  }

  private double metric(String sample) throws Exception {
    return get("/q/metrics")
        .lines()
        .filter(line -> line.startsWith(sample))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String get(String path) throws Exception {
    return body(management(path));
  }

  private String ask(String path) throws Exception {
    return body(URI.create("http://127.0.0.1:" + service.port() + path));
  }

  private URI management(String path) {
    return URI.create("http://127.0.0.1:" + service.process().managementPort() + path);
  }

  private String body(URI at) throws Exception {
    return client.send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString()).body();
  }
}
