package io.millrace.model.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tensors of floats in a file: eight bytes of header length, a JSON header of names, shapes and
 * places, and the numbers, little-endian.
 *
 * <p>Source: huggingface/safetensors, README, section Format.
 */
public final class Safetensors {
  private static final JsonMapper JSON = new JsonMapper();

  /** The format's own limit, so that a broken length does not ask for gigabytes. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private Safetensors() {}

  /** Writes tensors in the map's order; the file appears whole or not at all. */
  public static void write(Path file, Map<String, FloatTensor> tensors) throws IOException {
    byte[] header = header(tensors);
    Path aside = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel out =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      writeAll(out, length.putLong(header.length).flip());
      writeAll(out, ByteBuffer.wrap(header));
      for (FloatTensor tensor : tensors.values()) {
        ByteBuffer bytes = ByteBuffer.allocate(tensor.data().length * Float.BYTES);
        bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(tensor.data());
        writeAll(out, bytes);
      }
    }
    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Reads all tensors, in the header's order.
   *
   * @throws InvalidBundleException if the file is no such file, is truncated, or holds a tensor of
   *     another type than float32, naming it
   */
  public static Map<String, FloatTensor> read(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      long length = bytes.remaining() < Long.BYTES ? -1 : bytes.getLong();
      if (length < 2 || length > Math.min(MAX_HEADER_BYTES, bytes.remaining())) {
        throw new InvalidBundleException(file + ": not safetensors, or truncated");
      }
      byte[] header = new byte[(int) length];
      bytes.get(header);
      ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
      Map<String, FloatTensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : JSON.readTree(header).properties()) {
        if (!entry.getKey().equals("__metadata__")) {
          tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), data));
        }
      }
      return tensors;
    } catch (IOException e) {
      throw new InvalidBundleException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static FloatTensor tensor(Path file, String name, JsonNode entry, ByteBuffer data) {
    long[] shape = new long[entry.path("shape").size()];
    long count = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = entry.path("shape").get(i).asLong(-1);
      count = shape[i] < 0 || count > Integer.MAX_VALUE ? Long.MAX_VALUE : count * shape[i];
    }
    long from = entry.path("data_offsets").path(0).asLong(-1);
    long to = entry.path("data_offsets").path(1).asLong(-1);
    boolean fits = from >= 0 && to <= data.capacity() && count <= Integer.MAX_VALUE;
    if (!entry.path("dtype").asText().equals("F32") || !fits || to - from != count * Float.BYTES) {
      throw new InvalidBundleException(
          "%s: tensor %s: expected F32 numbers of its shape inside the file, found %s"
              .formatted(file, name, entry));
    }
    float[] numbers = new float[(int) count];
    data.slice((int) from, (int) (to - from))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(numbers);
    return new FloatTensor(shape, numbers);
  }

  /** Padded with blanks to a multiple of eight, as the format allows, so that numbers align. */
  private static byte[] header(Map<String, FloatTensor> tensors) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    long at = 0;
    for (Map.Entry<String, FloatTensor> entry : tensors.entrySet()) {
      ObjectNode tensor = header.putObject(entry.getKey()).put("dtype", "F32");
      var shape = tensor.putArray("shape");
      for (long length : entry.getValue().shape()) {
        shape.add(length);
      }
      long end = at + (long) entry.getValue().data().length * Float.BYTES;
      tensor.putArray("data_offsets").add(at).add(end);
      at = end;
    }
    String json = JSON.writeValueAsString(header);
    int padding = Math.floorMod(-json.getBytes(StandardCharsets.UTF_8).length, Long.BYTES);
    return (json + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
