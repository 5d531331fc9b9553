package io.millrace.model.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes manifests as JSON; refuses unknown keys and unknown format versions. */
final class Manifests {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Manifests() {}

  static <T> T read(Path file, Class<T> type, int formatVersion) {
    return parse(file, bytes(file), type, formatVersion);
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InvalidBundleException(
          file + ": cannot be read" + (Files.exists(file) ? "" : " (no such file)"), e);
    }
  }

  static <T> T parse(Path file, byte[] bytes, Class<T> type, int formatVersion) {
    try {
      requireVersion(file, formatVersion, bytes);
      return JSON.readValue(bytes, type);
    } catch (JsonProcessingException e) {
      throw new InvalidBundleException(file + ": " + key(e) + e.getOriginalMessage() + where(e), e);
    } catch (IOException e) {
      throw new InvalidBundleException(file + ": not UTF-8", e);
    }
  }

  static void write(Path file, Object manifest) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(manifest) + "\n");
  }

  /** The version is looked at first: another version may well have other keys. */
  private static void requireVersion(Path file, int expected, byte[] bytes) throws IOException {
    var version = JSON.readTree(bytes).path("formatVersion");
    if (!version.isInt() || version.intValue() != expected) {
      throw new InvalidBundleException(
          file
              + ": formatVersion expected "
              + expected
              + ", found "
              + (version.isMissingNode() ? "none" : version));
    }
  }

  /** The path of keys down to the one at fault, such as {@code stages[0].temperature: }. */
  private static String key(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping)) {
      return "";
    }
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : mapping.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.isEmpty() ? "" : path + ": ";
  }

  private static String where(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
  }
}
