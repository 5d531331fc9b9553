package io.millrace.model.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testing.TinyBundle;
import io.millrace.testing.Zips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleKeyTest {
  @TempDir Path directory;

  private Path bundle;
  private Path signing;
  private BundleKey key;

  @BeforeEach
  void write() throws Exception {
    bundle = directory.resolve("bundle");
    TinyBundle.write(bundle);
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    signing = pem("PRIVATE KEY", pair.getPrivate());
    key = BundleKey.read(pem("PUBLIC KEY", pair.getPublic()));
  }

  @Test
  void readsABundleThatTheKeySigned() throws IOException {
    BundleKey.sign(bundle, signing);

    assertThat(Files.readAllBytes(bundle.resolve("bundle.sig"))).hasSize(64);
    assertThat(read(bundle).manifest().name()).isEqualTo("tiny");
    Path zip = Zips.of(bundle, "", directory.resolve("bundle.zip"));
    try (BundleDirectory zipped = read(zip)) {
      assertThat(zipped.manifest().name()).isEqualTo("tiny");
    }
  }

  @Test
  void refusesABundleThatNobodySigned() {
    assertRefused("bundle.sig: missing, and only bundles signed by the key");
  }

  @Test
  void refusesABundleThatSomebodyElseSigned() throws Exception {
    KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    BundleKey.sign(bundle, pem("PRIVATE KEY", other.getPrivate()));

    assertRefused("bundle.sig: not the signature of the key");
  }

  /** Whoever can change a file can mend its checksum, too. */
  @Test
  void refusesAManifestThatWasMendedAfterwards() throws IOException {
    BundleKey.sign(bundle, signing);
    BundleDirectory.write(bundle, TinyBundle.write(directory.resolve("other"), "2").manifest());

    assertRefused("bundle.sig: not the signature of the key");
  }

  @Test
  void refusesASignatureThatIsNone() throws IOException {
    Files.writeString(bundle.resolve("bundle.sig"), "signed: me");

    assertRefused("bundle.sig: not a signature of the key");
  }

  @Test
  void saysWhatIsNoKey() throws Exception {
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    Path notEd25519 = pem("PUBLIC KEY", rsa.getPublic());
    Path notPem = Files.writeString(directory.resolve("key.txt"), "ssh-ed25519 AAAA");

    assertThatThrownBy(() -> BundleKey.read(notEd25519))
        .hasMessageEndingWith("expected an Ed25519 public key");
    assertThatThrownBy(() -> BundleKey.read(notPem))
        .hasMessageEndingWith("key.txt: expected PEM with a block PUBLIC KEY");
    assertThatThrownBy(() -> BundleKey.read(directory.resolve("nowhere")))
        .hasMessageEndingWith("nowhere: cannot be read as a key");
    assertThatThrownBy(() -> BundleKey.sign(bundle, notPem))
        .hasMessageEndingWith("key.txt: expected PEM with a block PRIVATE KEY");
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> read(bundle))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContaining(reason);
  }

  private BundleDirectory read(Path place) {
    return BundleDirectory.read(place, Optional.of(key));
  }

  private Path pem(String kind, Key key) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return Files.writeString(
        Files.createTempFile(directory, "key", ".pem"),
        "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(kind, base64, kind));
  }
}
