package io.millrace.compress.compare;

import io.millrace.compress.data.InvalidDataException;
import io.millrace.compress.data.LabelledUtterance;
import io.millrace.compress.data.Split;
import io.millrace.compress.measure.OpenCascade;
import io.millrace.compress.measure.OpenStage;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A bundle or a stage, and on which utterances it is right.
 *
 * <p>A bundle is right in scope if it answers with the label, and out of scope if it abstains. A
 * stage has no gate: its best label counts, in scope alone.
 *
 * <p>Immutable by agreement.
 *
 * @param right {@code [utterances]}, those in scope first
 */
record Contender(String name, Kind kind, boolean[] right) {
  /** What it is. */
  enum Kind {
    BUNDLE,
    STAGE
  }

  /**
   * Asks what lies at a place.
   *
   * @throws InvalidDataException if the split has a label that it lacks
   * @throws io.millrace.model.bundle.InvalidBundleException if it cannot be loaded
   */
  static Contender at(Path place, Engine engine, Split split) {
    return Files.isRegularFile(place.resolve(StageDirectory.MANIFEST))
        ? ofStage(place, engine, split)
        : ofBundle(place, engine, split);
  }

  private static Contender ofStage(Path place, Engine engine, Split split) {
    StageDirectory directory = StageDirectory.read(place);
    List<String> labels = directory.manifest().labels();
    requireLabels(place, labels, split);
    List<LabelledUtterance> asked = split.inScope();
    try (OpenStage stage = OpenStage.load(engine, directory)) {
      int[] tops = stage.topLabels(asked.stream().map(LabelledUtterance::text).toList());
      boolean[] right = new boolean[tops.length];
      for (int i = 0; i < right.length; i++) {
        right[i] = labels.get(tops[i]).equals(asked.get(i).label());
      }
      return new Contender(place.toString(), Kind.STAGE, right);
    }
  }

  private static Contender ofBundle(Path place, Engine engine, Split split) {
    try (BundleDirectory directory = BundleDirectory.read(place);
        OpenCascade cascade = OpenCascade.load(engine, directory)) {
      List<String> labels = directory.manifest().labels();
      requireLabels(place, labels, split);
      List<OpenCascade.Answer> answers = cascade.answers(split.texts());
      boolean[] right = new boolean[answers.size()];
      for (int i = 0; i < right.length; i++) {
        OpenCascade.Answer answer = answers.get(i);
        right[i] =
            i < split.inScope().size()
                ? !answer.isAbstention()
                    && labels
                        .get(answer.verdict().ranking().best())
                        .equals(split.inScope().get(i).label())
                : answer.isAbstention();
      }
      String version = directory.manifest().name() + ":" + directory.manifest().version();
      return new Contender(place + " (" + version + ")", Kind.BUNDLE, right);
    }
  }

  private static void requireLabels(Path place, List<String> labels, Split split) {
    for (LabelledUtterance utterance : split.inScope()) {
      if (!labels.contains(utterance.label())) {
        throw new InvalidDataException(
            "Label %s of the data is none of the %d labels of %s"
                .formatted(utterance.label(), labels.size(), place));
      }
    }
  }
}
