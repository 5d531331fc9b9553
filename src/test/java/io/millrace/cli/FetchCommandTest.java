package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchCommandTest {
  private static final byte[] ZIP =
      "a zip, as far as fetch can tell".repeat(10_000).getBytes(UTF_8);

  @TempDir Path directory;

  private FakeRegistry registry;
  private Path out;
  private String sha256;

  @BeforeEach
  void start() throws Exception {
    registry = new FakeRegistry();
    out = directory.resolve("bundle.zip");
    sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(ZIP));
    registry.put("/bundle.zip", ZIP);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void fetchesOnce() throws IOException {
    String uri = http("/bundle.zip");

    CommandRun first = fetch(uri, sha256);
    CommandRun second = fetch(uri.replace("bundle", "gone"), sha256);

    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.out()).contains("wrote " + out);
    assertThat(out).hasBinaryContent(ZIP);
    assertThat(second.status()).as(second.err()).isZero();
    assertThat(second.out()).contains("is there already: " + out);
  }

  @Test
  void leavesWhatWasThereWhenTheContentIsAnother() throws IOException {
    Files.writeString(out, "older");

    CommandRun run = fetch(http("/bundle.zip"), "0".repeat(64));

    assertRefused(run, 1, "expected SHA-256 0000", "found " + sha256);
    assertThat(out).hasContent("older");
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void stopsAtTheLimit() {
    CommandRun run =
        CommandRun.of(
            "fetch",
            "--uri",
            http("/bundle.zip"),
            "--sha256",
            sha256,
            "--out",
            out,
            "--max-bytes",
            ZIP.length - 1);

    assertRefused(run, 1, "more than " + (ZIP.length - 1) + " bytes");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void namesTheUriAndTheStatus() {
    assertRefused(fetch(http("/gone.zip"), sha256), 1, http("/gone.zip") + ": status 404");
  }

  @Test
  void followsRedirectsForAWhile() {
    assertRefused(fetch(http("/moved"), sha256), 1, "more than 5 redirects");
  }

  @Test
  void namesWhatCannotBeReached() {
    registry.close();

    assertRefused(fetch(http("/bundle.zip"), sha256), 1, "bundle.zip: cannot be reached");
  }

  @Test
  void pullsTheOnlyLayerOfAnArtifact() throws IOException {
    registry.putManifest("/v2/bots/bundle/manifests/v1", sha256);
    registry.put("/v2/bots/bundle/blobs/sha256:" + sha256, ZIP);

    CommandRun run = pull("bots/bundle:v1", "jo:sesame");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(out).hasBinaryContent(ZIP);
  }

  @Test
  void refusesAnArtifactOfTwoLayers() throws IOException {
    registry.putManifest("/v2/bots/bundle/manifests/v1", sha256, sha256);

    assertRefused(
        pull("bots/bundle:v1", "jo:sesame"), 1, "expected an artifact of one layer, found 2");
  }

  @Test
  void showsThatALoginIsRefused() throws IOException {
    registry.putManifest("/v2/bots/bundle/manifests/v1", sha256);

    assertRefused(pull("bots/bundle:v1", "jo:guess"), 1, "/token", "status 401");
  }

  @Test
  void refusesWhatItCannotRead() {
    assertRefused(fetch("ftp://example.org/bundle.zip", sha256), 2, "expected https, http or oci");
    assertRefused(fetch("oci://example.org/bots/bundle", sha256), 2, "oci://REGISTRY/REPOSITORY");
    assertRefused(fetch(http("/bundle.zip"), "abc"), 2, "64 lower-case hexadecimal digits");
  }

  private CommandRun pull(String reference, String login) throws IOException {
    Path credentials = Files.writeString(directory.resolve("login"), login + "\n");
    return CommandRun.of(
        "fetch",
        "--uri",
        "oci://" + registry.address() + "/" + reference,
        "--sha256",
        sha256,
        "--out",
        out,
        "--credentials",
        credentials);
  }

  private CommandRun fetch(String uri, String expected) {
    return CommandRun.of("fetch", "--uri", uri, "--sha256", expected, "--out", out);
  }

  private String http(String path) {
    return "http://" + registry.address() + path;
  }

  private static void assertRefused(CommandRun run, int status, String... words) {
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(status);
    assertThat(run.err()).contains(words);
  }
}
