package io.millrace.model.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testing.TinyBundle;
import io.millrace.testing.Zips;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipBundleTest {
  private static final byte[] SOME = "some bytes".getBytes(ISO_8859_1);

  @TempDir Path directory;

  private Path bundle;
  private Path zip;

  @BeforeEach
  void write() throws IOException {
    bundle = directory.resolve("bundle");
    zip = directory.resolve("bundle.zip");
    TinyBundle.write(bundle);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bundle/"})
  void readsAZippedDirectory(String prefix) throws IOException {
    Zips.of(bundle, prefix, zip);

    try (BundleDirectory read = BundleDirectory.read(zip)) {
      assertThat(read.manifest()).isEqualTo(BundleDirectory.read(bundle).manifest());
      assertThat(Files.readAllBytes(read.stages().getFirst().model()))
          .isEqualTo(Files.readAllBytes(bundle.resolve("stages/0-student/model.onnx")));
    }
  }

  @Test
  void closesTheArchive() throws IOException {
    Zips.of(bundle, "", zip);
    BundleDirectory read = BundleDirectory.read(zip);
    assertThat(read.path().getFileSystem().isOpen()).isTrue();

    read.close();

    assertThat(read.path().getFileSystem().isOpen()).isFalse();
  }

  @Test
  void refusesAChangedByte() throws IOException {
    Files.write(bundle.resolve("stages/1-teacher/model.onnx"), SOME);
    Zips.of(bundle, "", zip);

    assertRefused("bundle.zip!/stages/1-teacher/model.onnx: SHA-256");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "a/../../evil",
        "/etc/evil",
        "a//evil",
        "./evil",
        "a\\..\\evil",
        "a\nb"
      })
  void refusesNamesThatLeadElsewhere(String name) throws IOException {
    Zips.of(List.of(name), SOME, zip);

    assertRefused("is no path inside the archive");
  }

  @Test
  void refusesDuplicates() throws IOException {
    Zips.of(List.of("bundle.json", "bundle.jsoN"), SOME, zip);
    replaceAll("bundle.jsoN", "bundle.json");

    assertRefused("entry bundle.json is there twice");
  }

  @Test
  void refusesTooManyEntries() throws IOException {
    Zips.of(IntStream.rangeClosed(0, 1_000).mapToObj(i -> "e" + i).toList(), SOME, zip);

    assertRefused("more than 1000 entries");
  }

  @Test
  void refusesABomb() throws IOException {
    Zips.of(List.of("bundle.json"), new byte[64 << 20], zip);

    assertThat(Files.size(zip)).isLessThan(100_000);
    assertRefused("entry bundle.json is too large, or packed too well");
  }

  /** The directory of the archive claims 10 bytes, the entry inflates to more. */
  @Test
  void refusesABombThatLies() throws IOException {
    Zips.of(List.of("bundle.json"), new byte[8 << 20], zip);
    claim(10);

    assertThatThrownBy(() -> BundleDirectory.read(zip))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContaining("bundle.zip: ");
  }

  /** What a link's entry holds is the path it leads to; whoever follows it is misled. */
  @Test
  void followsNoLinks() throws IOException {
    Path model = bundle.resolve("stages/1-teacher/model.onnx");
    Path secret = Files.move(model, directory.resolve("secret"));
    Files.writeString(model, secret.toString());
    Zips.of(bundle, "", zip);

    assertRefused("stages/1-teacher/model.onnx: SHA-256");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 30, 300})
  void refusesWhatIsCutShort(int size) throws IOException {
    Zips.of(bundle, "", zip);
    Files.write(zip, Arrays.copyOf(Files.readAllBytes(zip), size));

    assertRefused("not a zip that can be read");
  }

  @Test
  void refusesAZipOfSomethingElse() throws IOException {
    Zips.of(List.of("readme", "other"), SOME, zip);

    assertRefused("bundle.zip!/bundle.json: cannot be read (no such file)");
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> BundleDirectory.read(zip))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContaining(reason);
  }

  private void replaceAll(String old, String replacement) throws IOException {
    String bytes = Files.readString(zip, ISO_8859_1);
    Files.writeString(zip, bytes.replace(old, replacement), ISO_8859_1);
  }

  /** Writes another size into the entry of the archive's directory, by the format of PKWARE. */
  private void claim(int size) throws IOException {
    byte[] bytes = Files.readAllBytes(zip);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int header = new String(bytes, ISO_8859_1).lastIndexOf("PK\1\2");
    buffer.putInt(header + 24, size);
    Files.write(zip, bytes);
  }
}
