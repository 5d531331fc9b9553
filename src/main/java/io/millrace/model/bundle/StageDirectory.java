package io.millrace.model.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/**
 * A stage on disk: its place and its manifest.
 *
 * <p>Immutable.
 */
public record StageDirectory(Path path, StageManifest manifest) {
  /** The manifest's file name. */
  public static final String MANIFEST = "stage.json";

  /** The model's file name. */
  public static final String MODEL = "model.onnx";

  /** The Hugging Face tokenizer's file name; absent for hashed n-grams. */
  public static final String TOKENIZER = "tokenizer.json";

  /**
   * The file name of the words whose finished sums stand behind the hashed rows, a line each;
   * absent when every word is hashed.
   */
  public static final String WORDS = "words.txt";

  /** The trainable weights' file name; absent when the stage cannot be trained further. */
  public static final String WEIGHTS = "weights.safetensors";

  /**
   * Reads a stage and verifies every file that its manifest lists.
   *
   * @throws InvalidBundleException if something is missing, changed or inconsistent, naming the
   *     file and key
   */
  public static StageDirectory read(Path directory) {
    Path file = directory.resolve(MANIFEST);
    StageManifest manifest =
        Manifests.read(file, StageManifest.class, StageManifest.FORMAT_VERSION);
    require(
        manifest.labels().size() >= 2,
        file,
        "labels: expected at least 2, found " + manifest.labels().size());
    require(
        new HashSet<>(manifest.labels()).size() == manifest.labels().size(),
        file,
        "labels: expected each once");
    require(
        manifest.maxTokens() >= 1,
        file,
        "maxTokens: expected at least 1, found " + manifest.maxTokens());
    require(
        manifest.checksums().containsKey(MODEL), file, "checksums: expected an entry for " + MODEL);
    require(
        manifest.ngrams() != null || manifest.checksums().containsKey(TOKENIZER),
        file,
        "ngrams: expected settings, since there is no " + TOKENIZER);
    Checksums.verify(directory, manifest.checksums());
    return new StageDirectory(directory, manifest);
  }

  /**
   * Reads what can be trained further: a stage with its weights, or pretrained weights that have
   * neither labels nor a model yet.
   *
   * @throws InvalidBundleException if something is missing or changed, naming the file
   */
  public static StageDirectory readTrainable(Path directory) {
    Path file = directory.resolve(MANIFEST);
    StageManifest manifest =
        Manifests.read(file, StageManifest.class, StageManifest.FORMAT_VERSION);
    require(
        manifest.checksums().containsKey(WEIGHTS),
        file,
        "checksums: expected an entry for " + WEIGHTS + ", without which nothing can be trained");
    Checksums.verify(directory, manifest.checksums());
    return new StageDirectory(directory, manifest);
  }

  /**
   * Writes the manifest beside files that lie in the directory already, with their checksums.
   *
   * @param manifest its checksums are ignored and computed anew
   */
  public static StageDirectory write(Path directory, StageManifest manifest) throws IOException {
    StageManifest complete =
        new StageManifest(
            StageManifest.FORMAT_VERSION,
            manifest.name(),
            manifest.architecture(),
            manifest.labels(),
            manifest.inputs(),
            manifest.maxTokens(),
            manifest.ngrams(),
            manifest.provenance(),
            manifest.measurements(),
            Checksums.ofAll(directory, MANIFEST));
    Files.createDirectories(directory);
    Manifests.write(directory.resolve(MANIFEST), complete);
    return new StageDirectory(directory, complete);
  }

  /** The model's file. */
  public Path model() {
    return path.resolve(MODEL);
  }

  /** Copies what the stage reads by, beside its manifest, to a stage that reads alike. */
  public void copyReading(Path directory) throws IOException {
    for (String name : List.of(TOKENIZER, WORDS)) {
      if (manifest.checksums().containsKey(name)) {
        Files.copy(path.resolve(name), directory.resolve(name));
      }
    }
  }

  /**
   * The words that have a row of their own; none when every word is hashed.
   *
   * @throws InvalidBundleException if the file cannot be read
   */
  public List<String> words() {
    if (!manifest.checksums().containsKey(WORDS)) {
      return List.of();
    }
    Path file = path.resolve(WORDS);
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new InvalidBundleException(file + ": expected a word a line in UTF-8", e);
    }
  }

  private static void require(boolean holds, Path file, String message) {
    if (!holds) {
      throw new InvalidBundleException(file + ": " + message);
    }
  }
}
