package io.millrace.load.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The same bundle under many versions. Only manifests are written; all else is linked.
 *
 * <p>Immutable.
 *
 * @param original any bundle directory
 * @param directory where the copies go, each named by its version
 */
record BundleCopies(Path original, Path directory) {
  private static final String MANIFEST = "bundle.json";
  private static final String BROKEN = "broken";

  /** One of this version. */
  Path write(int version) throws IOException {
    return write(Integer.toString(version), version);
  }

  /** One of this version that has a flipped bit in its first model. */
  Path writeBroken(int version) throws IOException {
    Path copy = write(BROKEN, version);
    try (Stream<Path> files = Files.walk(copy)) {
      Path model =
          files.filter(file -> file.endsWith("model.onnx")).sorted().findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(model);
      bytes[bytes.length / 2] ^= 1;
      Files.delete(model); // A link: the original must stay as it is.
      Files.write(model, bytes);
    }
    return copy;
  }

  private Path write(String name, int version) throws IOException {
    Path copy = directory.resolve(name);
    List<Path> files;
    try (Stream<Path> all = Files.walk(original)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path target = copy.resolve(original.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.deleteIfExists(target);
      if (original.relativize(file).equals(Path.of(MANIFEST))) {
        String manifest = Files.readString(file);
        String versioned =
            manifest.replaceFirst("(\"version\"\\s*:\\s*)\"[^\"]*\"", "$1\"" + version + "\"");
        Files.writeString(target, versioned);
      } else {
        link(file, target);
      }
    }
    return copy;
  }

  /** Another file system takes no link. */
  private static void link(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file);
    } catch (IOException | UnsupportedOperationException elsewhere) {
      Files.copy(file, target);
    }
  }
}
