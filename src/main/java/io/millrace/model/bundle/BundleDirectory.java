package io.millrace.model.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A bundle on disk: its place, its manifest and its stages, cheapest first.
 *
 * <p>A bundle in a {@code .zip} has its place inside the archive, which is open until this is
 * closed; closing any other does nothing.
 *
 * <p>Immutable.
 */
public record BundleDirectory(Path path, BundleManifest manifest, List<StageDirectory> stages)
    implements AutoCloseable {
  /** The manifest's file name. */
  public static final String MANIFEST = "bundle.json";

  /**
   * Reads a bundle and verifies every file that its manifest lists.
   *
   * @param place a directory, or a zip of one
   * @throws InvalidBundleException if something is missing, changed or inconsistent, naming the
   *     file and key
   */
  public static BundleDirectory read(Path place) {
    return read(place, Optional.empty());
  }

  /**
   * As {@link #read(Path)}, and before the manifest is parsed its signature is verified.
   *
   * @param key who must have signed it; empty if anybody may have made it
   */
  public static BundleDirectory read(Path place, Optional<BundleKey> key) {
    if (!Files.isRegularFile(place)) {
      return readDirectory(place, key);
    }
    Path inside = ZipBundle.open(place);
    try {
      return readDirectory(inside, key);
    } catch (InvalidBundleException e) {
      close(inside);
      throw new InvalidBundleException(place + "!" + e.getMessage(), e);
    } catch (RuntimeException e) {
      close(inside);
      throw e;
    }
  }

  private static BundleDirectory readDirectory(Path directory, Optional<BundleKey> key) {
    Path file = directory.resolve(MANIFEST);
    byte[] bytes = Manifests.bytes(file);
    key.ifPresent(expected -> expected.verify(directory, bytes));
    BundleManifest manifest =
        Manifests.parse(file, bytes, BundleManifest.class, BundleManifest.FORMAT_VERSION);
    require(!manifest.stages().isEmpty(), file, "stages: expected at least one");
    Checksums.verify(directory, manifest.checksums());
    List<StageDirectory> stages =
        manifest.stages().stream().map(stage -> stage(directory, file, manifest, stage)).toList();
    return new BundleDirectory(directory, manifest, stages);
  }

  /**
   * Writes the manifest beside stages that lie in the directory already, with checksums of all
   * files.
   *
   * @param manifest its checksums are ignored and computed anew
   */
  public static BundleDirectory write(Path directory, BundleManifest manifest) throws IOException {
    BundleManifest complete =
        new BundleManifest(
            BundleManifest.FORMAT_VERSION,
            manifest.name(),
            manifest.version(),
            manifest.labels(),
            manifest.stages(),
            manifest.calibration(),
            manifest.abstention(),
            manifest.measurements(),
            Checksums.ofAll(directory, MANIFEST));
    Manifests.write(directory.resolve(MANIFEST), complete);
    return read(directory);
  }

  /**
   * What the cascade answered when the bundle was made; empty if the bundle does not say.
   *
   * @throws InvalidBundleException if the file is none of probes, naming the line
   */
  public List<Probe> probes() {
    return manifest.checksums().containsKey(ProbeFile.NAME)
        ? ProbeFile.read(path, manifest.labels())
        : List.of();
  }

  @Override
  public void close() {
    close(path);
  }

  private static void close(Path inside) {
    if (inside.getFileSystem() != FileSystems.getDefault()) {
      try {
        inside.getFileSystem().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static StageDirectory stage(
      Path directory, Path file, BundleManifest bundle, BundleManifest.Stage stage) {
    String key = "stages[" + stage.name() + "].";
    require(
        stage.temperature() > 0 && Double.isFinite(stage.temperature()),
        file,
        key + "temperature: expected a number above 0, found " + stage.temperature());
    require(
        stage.threshold() >= 0 && stage.threshold() <= 1,
        file,
        key + "threshold: expected 0..1, found " + stage.threshold());
    String manifest = stage.directory() + "/" + StageDirectory.MANIFEST;
    require(
        bundle.checksums().containsKey(manifest),
        file,
        key + "directory: " + manifest + " has no entry in checksums");
    StageDirectory read = StageDirectory.read(directory.resolve(stage.directory()));
    require(
        read.manifest().labels().equals(bundle.labels()),
        file,
        "labels: %d of the bundle differ from the %d of stage %s"
            .formatted(bundle.labels().size(), read.manifest().labels().size(), stage.name()));
    return read;
  }

  private static void require(boolean holds, Path file, String message) {
    if (!holds) {
      throw new InvalidBundleException(file + ": " + message);
    }
  }
}
