package io.millrace.model.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors survive a file; broken files are refused. */
class SafetensorsTest {
  @TempDir Path directory;

  @Test
  void readsWhatItWrote() throws IOException {
    Path file = write();

    Map<String, FloatTensor> read = Safetensors.read(file);

    assertThat(read.keySet()).containsExactly("embedding", "bias");
    assertThat(read.get("embedding").shape()).containsExactly(2, 3);
    assertThat(read.get("embedding").data()).containsExactly(1, 2, 3, 4, 5, Float.MIN_VALUE);
    assertThat(read.get("bias").data()).containsExactly(-7);
    assertThat(directory).isDirectoryContaining(path -> path.equals(file));
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @Test
  void startsNumbersAtAMultipleOfEight() throws IOException {
    byte[] bytes = Files.readAllBytes(write());

    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();

    assertThat(header % 8).isZero();
    assertThat(bytes).hasSize((int) (8 + header + 7 * Float.BYTES));
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    Path file = write();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

    assertRefused(file, "tensor bias");
    Files.write(file, new byte[] {1, 2});
    assertRefused(file, "truncated");
  }

  @Test
  void refusesAnotherType() throws IOException {
    String header = "{\"w\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}";
    ByteBuffer bytes = ByteBuffer.allocate(12 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
    Path file = directory.resolve("weights.safetensors");
    Files.write(file, bytes.array());

    assertRefused(file, "tensor w");
  }

  private static void assertRefused(Path file, String words) {
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContaining("weights.safetensors")
        .hasMessageContaining(words);
  }

  private Path write() throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    tensors.put(
        "embedding",
        new FloatTensor(new long[] {2, 3}, new float[] {1, 2, 3, 4, 5, Float.MIN_VALUE}));
    tensors.put("bias", new FloatTensor(new long[] {1}, new float[] {-7}));
    Path file = directory.resolve("weights.safetensors");
    Safetensors.write(file, tensors);
    return file;
  }
}
