package io.millrace.testing;

import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.text.NgramSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes a bundle of two stages whose answers a test can foretell: each known word adds its logits,
 * every other word adds nothing.
 *
 * <pre>
 * utterance     student (threshold 0.8)     teacher (threshold 0.5)
 * "hello"       accepts greeting            greeting
 * "bye"         accepts farewell            farewell
 * "howdy"       accepts farewell (wrong)    greeting
 * "balance"     defers, 0.48 of balance     accepts balance
 * "money"       defers, does not know it    accepts balance
 * "weather"     defers, says oos            abstains, says oos
 * "qwerty"      defers, does not know it    abstains, does not know it
 * </pre>
 */
public final class TinyBundle {
  /** The label set, out of scope last. */
  public static final List<String> LABELS = List.of("greeting", "farewell", "balance", "oos");

  public static final String NAME = "tiny";
  public static final String VERSION = "1";

  /** One id a word, so that a word is one embedding row. */
  public static final NgramSettings NGRAMS = new NgramSettings(4096, 3, 3, 16, 1);

  /** What the student adds to the logits for each word. */
  public static final Map<String, float[]> STUDENT_WORDS =
      Map.of(
          "hello", new float[] {10, 0, 0, 0},
          "bye", new float[] {0, 10, 0, 0},
          "howdy", new float[] {0, 10, 0, 0},
          "balance", new float[] {0, 0, 1, 0},
          "weather", new float[] {0, 0, 0, 10});

  /** What the teacher adds to the logits for each word. */
  public static final Map<String, float[]> TEACHER_WORDS =
      Map.of(
          "hello", new float[] {10, 0, 0, 0},
          "bye", new float[] {0, 10, 0, 0},
          "howdy", new float[] {10, 0, 0, 0},
          "balance", new float[] {0, 0, 10, 0},
          "money", new float[] {0, 0, 10, 0},
          "weather", new float[] {0, 0, 0, 10});

  private TinyBundle() {}

  /** Writes the bundle into an empty or absent directory. */
  public static BundleDirectory write(Path directory) throws IOException {
    return write(directory, VERSION);
  }

  /** Writes the bundle as another version of itself into an empty or absent directory. */
  public static BundleDirectory write(Path directory, String version) throws IOException {
    return write(directory, version, LABELS, STUDENT_WORDS);
  }

  /** Writes a bundle that goes by other labels, or whose student has learned other words. */
  public static BundleDirectory write(
      Path directory, String version, List<String> labels, Map<String, float[]> studentWords)
      throws IOException {
    return write(directory, version, labels, studentWords, TEACHER_WORDS);
  }

  /** Writes a bundle that goes by other labels, or has learned other words. */
  public static BundleDirectory write(
      Path directory,
      String version,
      List<String> labels,
      Map<String, float[]> studentWords,
      Map<String, float[]> teacherWords)
      throws IOException {
    byte[] student = TinyModel.ofWords(NGRAMS, labels.size(), studentWords);
    byte[] teacher = TinyModel.ofWords(NGRAMS, labels.size(), teacherWords);
    writeStage(directory.resolve("stages/0-student"), "student", labels, student);
    writeStage(directory.resolve("stages/1-teacher"), "teacher", labels, teacher);
    return BundleDirectory.write(directory, manifest(version, labels));
  }

  /**
   * The same with a student that fails, answers NaN or takes long on certain words.
   *
   * @param trips see {@link HazardousModel}
   */
  public static BundleDirectory writeHazardous(Path directory, long trips) throws IOException {
    writeStage(
        directory.resolve("stages/0-student"),
        "student",
        LABELS,
        HazardousModel.of(NGRAMS, LABELS.size(), STUDENT_WORDS, trips));
    writeStage(directory.resolve("stages/1-teacher"), "teacher", TEACHER_WORDS);
    return BundleDirectory.write(directory, manifest(VERSION, LABELS));
  }

  /** Writes one stage of {@link #LABELS} into an empty or absent directory. */
  public static StageDirectory writeStage(Path directory, String name, Map<String, float[]> words)
      throws IOException {
    return writeStage(directory, name, LABELS, TinyModel.ofWords(NGRAMS, LABELS.size(), words));
  }

  /** Writes one stage around any bytes that claim to be a model. */
  public static StageDirectory writeStage(
      Path directory, String name, List<String> labels, byte[] model) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve(StageDirectory.MODEL), model);
    var provenance = new StageManifest.Provenance(List.of("test"), 0, null, "tiny", "CC0");
    return StageDirectory.write(
        directory,
        new StageManifest(
            StageManifest.FORMAT_VERSION,
            name,
            "bag",
            labels,
            List.of("ngrams"),
            NGRAMS.maxTokens(),
            NGRAMS,
            provenance,
            Map.of(),
            Map.of()));
  }

  private static BundleManifest manifest(String version, List<String> labels) {
    return new BundleManifest(
        BundleManifest.FORMAT_VERSION,
        NAME,
        version,
        labels,
        List.of(
            new BundleManifest.Stage("student", "stages/0-student", 1.0, 0.8, "max-probability"),
            new BundleManifest.Stage("teacher", "stages/1-teacher", 1.0, 0.5, "max-probability")),
        null,
        Map.of(),
        Map.of());
  }
}
