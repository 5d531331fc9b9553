package io.millrace.compress.data;

import io.millrace.model.bundle.StageManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A labelled data set: {@code train.jsonl}, {@code valid.jsonl} and {@code test.jsonl}, each with
 * its {@code oos_} file where there is one.
 *
 * <p>Immutable. {@code labels} are those of the training split in scope, sorted; they are the label
 * set of every model trained on it.
 */
public record DataDirectory(Path path, List<String> labels, Split train, Split valid, Split test) {

  /**
   * Reads all splits.
   *
   * @throws InvalidDataException if a file is missing, a line is no {@code {"text", "label"}} in
   *     UTF-8, a split is empty, there are fewer than two labels, a label occurs that the training
   *     split lacks, or its utterances contradict each other ({@link Conflicts})
   */
  public static DataDirectory read(Path directory) {
    Split train = readSplit(directory, "train");
    Conflicts.refuse(directory.resolve("train.jsonl"), train);
    List<String> labels =
        train.inScope().stream().map(LabelledUtterance::label).distinct().sorted().toList();
    if (labels.size() < 2) {
      throw new InvalidDataException(
          directory.resolve("train.jsonl") + ": expected at least 2 labels, found " + labels);
    }
    Set<String> known = new HashSet<>(labels);
    return new DataDirectory(
        directory,
        labels,
        train,
        readKnown(directory, "valid", known),
        readKnown(directory, "test", known));
  }

  /** The name of the data set: that of its directory. */
  public String name() {
    return path.toAbsolutePath().normalize().getFileName().toString();
  }

  /**
   * A split by its name.
   *
   * @throws IllegalArgumentException if it is none of train, valid and test
   */
  public Split split(String name) {
    return switch (name) {
      case "train" -> train;
      case "valid" -> valid;
      case "test" -> test;
      default ->
          throw new IllegalArgumentException("Split: expected train, valid or test, found " + name);
    };
  }

  private static Split readKnown(Path directory, String name, Set<String> known) {
    Split split = readSplit(directory, name);
    for (LabelledUtterance utterance : split.inScope()) {
      if (!known.contains(utterance.label())) {
        throw new InvalidDataException(
            "%s: label %s occurs nowhere in train.jsonl"
                .formatted(directory.resolve(name + ".jsonl"), utterance.label()));
      }
    }
    return split;
  }

  private static Split readSplit(Path directory, String name) {
    Path file = directory.resolve(name + ".jsonl");
    List<LabelledUtterance> utterances = new ArrayList<>(JsonLines.read(file));
    Path outOfScope = directory.resolve("oos_" + name + ".jsonl");
    if (Files.exists(outOfScope)) {
      utterances.addAll(readOutOfScope(outOfScope));
    }
    Split split = Split.of(utterances);
    if (split.inScope().isEmpty()) {
      throw new InvalidDataException(file + ": expected at least one utterance in scope");
    }
    return split;
  }

  private static List<LabelledUtterance> readOutOfScope(Path file) {
    List<LabelledUtterance> utterances = JsonLines.read(file);
    for (LabelledUtterance utterance : utterances) {
      if (!utterance.label().equals(StageManifest.OUT_OF_SCOPE)) {
        throw new InvalidDataException(
            "%s: expected only the label %s, found %s"
                .formatted(file, StageManifest.OUT_OF_SCOPE, utterance.label()));
      }
    }
    return utterances;
  }
}
