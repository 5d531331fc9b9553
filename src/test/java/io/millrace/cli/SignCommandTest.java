package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.TinyBundle;
import io.millrace.testing.Zips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignCommandTest {
  @TempDir Path directory;

  private Path bundle;
  private Path key;

  @BeforeEach
  void write() throws Exception {
    bundle = directory.resolve("bundle");
    TinyBundle.write(bundle);
    byte[] encoded =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    key =
        Files.writeString(
            directory.resolve("key.pem"),
            "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                .formatted(Base64.getEncoder().encodeToString(encoded)));
  }

  @Test
  void signsABundleThatAnswersWhenZipped() throws IOException {
    CommandRun signed = CommandRun.of("sign", "--bundle", bundle, "--key", key);

    assertThat(signed.status()).as(signed.err()).isZero();
    assertThat(bundle.resolve("bundle.sig")).hasSize(64);
    Path zip = Zips.of(bundle, "", directory.resolve("bundle.zip"));
    CommandRun answered = CommandRun.of("predict", "--bundle", zip, "money");
    assertThat(answered.status()).as(answered.err()).isZero();
    assertThat(answered.out()).contains("\"label\":\"balance\"", "\"bundle\":\"tiny:1\"");
  }

  @Test
  void signsNothingThatIsBroken() throws IOException {
    Files.writeString(bundle.resolve("stages/0-student/model.onnx"), "changed");

    CommandRun run = CommandRun.of("sign", "--bundle", bundle, "--key", key);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("stages/0-student/model.onnx: SHA-256 expected");
    assertThat(bundle.resolve("bundle.sig")).doesNotExist();
  }

  @Test
  void signsNoZip() throws IOException {
    Path zip = Zips.of(bundle, "", directory.resolve("bundle.zip"));

    CommandRun run = CommandRun.of("sign", "--bundle", zip, "--key", key);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("bundle.zip is no directory: sign that, and zip it afterwards");
  }
}
