package io.millrace.compress.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.teach.Augmentation;
import io.millrace.compress.teach.Teacher;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.infer.Classifier;
import io.millrace.model.text.NgramTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small models learn a small data set, from labels and from a teacher. */
class TrainingTest {
  private static final Architecture CONV =
      Architecture.parse("conv:embedding=16,channels=8,widths=1-3,buckets=500");
  private static final Architecture BAG = Architecture.parse("bag:embedding=8,buckets=300");
  private static final StageFiles.Origin ORIGIN =
      new StageFiles.Origin(
          new StageManifest.Provenance(List.of("train"), 1, null, "colours", null), Map.of());

  /** Order matters: the same words in both labels. */
  private static final String[][] TEMPLATES = {
    {"from", "%s to north"}, {"from", "leaving %s for north"},
    {"to", "north to %s"}, {"to", "leaving north for %s"}
  };

  private static final List<String> PLACES =
      List.of("paris", "rome", "oslo", "bern", "riga", "sofia", "minsk", "vaduz");

  @TempDir Path directory;
  private DataDirectory data;

  @BeforeEach
  void writeData() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String[] template : TEMPLATES) {
      for (String place : PLACES) {
        lines.append(
            "{\"text\": \"%s\", \"label\": \"%s\"}%n"
                .formatted(template[1].formatted(place), template[0]));
      }
    }
    for (String name : List.of("train", "valid", "test")) {
      Files.writeString(directory.resolve(name + ".jsonl"), lines);
    }
    Files.writeString(
        directory.resolve("oos_train.jsonl"), "{\"text\": \"sing a song\", \"label\": \"oos\"}");
    data = DataDirectory.read(directory);
  }

  @Test
  void learnsFromLabels() {
    List<Progress> progress = new ArrayList<>();
    Training training = new Training(CONV, data, settings(30), progress::add);

    training.learn(CONV.initial(2, 1));

    assertThat(training.measurements()).containsEntry("validAccuracy", 1.0);
    assertThat(progress).hasSize(30);
    assertThat(progress.getLast().loss()).isLessThan(progress.getFirst().loss() / 2);
  }

  @Test
  void givesTheSameWeightsForTheSameSeed() {
    Weights first = CONV.initial(2, 1);
    Weights second = CONV.initial(2, 1);

    new Training(CONV, data, settings(3), progress -> {}).learn(first);
    new Training(CONV, data, settings(3), progress -> {}).learn(second);

    assertThat(second.table().data()).isEqualTo(first.table().data());
    assertThat(second.get("dense.weight").data()).isEqualTo(first.get("dense.weight").data());
  }

  @Test
  void trainedForBitsItHoldsNumbersOfSoManyBits() {
    Weights weights = CONV.initial(2, 1);

    new Training(CONV, data, settings(3), progress -> {}).quantizeAware(3).learn(weights);

    Set<Float> numbers = new HashSet<>();
    for (float number : weights.table().data()) {
      numbers.add(number + 0f);
    }
    // -3 to 3 times one scale.
    assertThat(numbers).hasSizeBetween(5, 7);
  }

  @Test
  void keepsThePaddingRowAtZero() {
    Weights weights = CONV.initial(2, 1);

    new Training(CONV, data, settings(3), progress -> {}).learn(weights);

    assertThat(weights.table().data()).startsWith(new float[CONV.embedding()]);
  }

  @Test
  void studentAnswersAsItsTeacher() throws IOException {
    Weights teacher = CONV.initial(2, 1);
    new Training(CONV, data, settings(30), progress -> {}).learn(teacher);
    StageDirectory stage =
        StageFiles.write(directory.resolve("teacher"), CONV, teacher, data.labels(), ORIGIN);
    Architecture small = Architecture.parse("conv:embedding=8,channels=6,widths=1-3,buckets=300");
    Training training = new Training(small, data, settings(60), progress -> {});

    try (Teacher asked = Teacher.of(new OnnxEngine(), List.of(stage), data.labels())) {
      List<String> more = List.of("kiev to north");
      training.learn(small.initial(2, 2), new Training.Lesson(asked, 0, 2, more));
    }

    assertThat(training.measurements().get("validAccuracy")).isGreaterThan(0.95);
  }

  @Test
  void hintsAndFurtherTextsTeachToo() throws IOException {
    Weights weights = CONV.initial(2, 1);
    new Training(CONV, data, settings(30), progress -> {}).learn(weights);
    StageDirectory stage =
        StageFiles.write(directory.resolve("teacher"), CONV, weights, data.labels(), ORIGIN);
    List<Progress> progress = new ArrayList<>();
    Training training = new Training(BAG, data, settings(20), progress::add);
    Weights student = BAG.initial(2, 2);

    try (Teacher asked =
        Teacher.hinting(new OnnxEngine(), stage, data.labels(), Optional.empty())) {
      assertThat(asked.hintWidth()).isEqualTo(CONV.features());
      training.learn(
          student,
          new Training.Lesson(asked, 0, 1, List.of(), List.of(), new Augmentation(0.2, 0.5), 10));
    }

    // A bag cannot tell the labels apart, so that what falls is above all the hint's part.
    assertThat(progress.getLast().loss()).isLessThan(progress.getFirst().loss() - 1);
    assertThat(student.others()).containsOnlyKeys("dense.weight", "dense.bias");
  }

  @Test
  void stageGoesOnWhereItStopped() throws IOException {
    Weights weights = CONV.initial(2, 1);
    StageFiles.write(directory.resolve("stage"), CONV, weights, data.labels(), ORIGIN);

    Weights fresh = CONV.initial(2, 99);
    StageFiles.load(directory.resolve("stage"), fresh);

    assertThat(fresh.get("conv2.weight").data()).isEqualTo(weights.get("conv2.weight").data());
    assertThat(fresh.table().data()).isEqualTo(weights.table().data());
  }

  @Test
  void refusesATableOfAnotherShape() throws IOException {
    StageFiles.writePretrained(directory.resolve("pre"), BAG, BAG.initial(2, 1).tensors(), ORIGIN);

    assertThatThrownBy(() -> StageFiles.load(directory.resolve("pre"), CONV.initial(2, 1)))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContaining("tensor embedding: expected shape [500, 16], found [300, 8]");
  }

  @Test
  void ensembleIsTheMeanOfItsMembers() throws IOException {
    StageDirectory one = member("one", 1);
    StageDirectory two = member("two", 2);

    StageDirectory both = Ensemble.write(directory.resolve("both"), List.of(one, two), ORIGIN);

    float[] first = logProbabilities(one);
    float[] second = logProbabilities(two);
    float[] mean = {(first[0] + second[0]) / 2, (first[1] + second[1]) / 2};
    assertThat(logits(both)).containsExactly(mean, within(1e-5f));
  }

  @Test
  void ensembleRefusesMembersOfAnotherHashing() throws IOException {
    StageDirectory one = member("one", 1);
    StageDirectory bag =
        StageFiles.write(directory.resolve("bag"), BAG, BAG.initial(2, 1), data.labels(), ORIGIN);

    assertThatThrownBy(() -> Ensemble.write(directory.resolve("both"), List.of(one, bag), ORIGIN))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContaining("bag")
        .hasMessageContaining("ngrams");
  }

  private StageDirectory member(String name, long seed) throws IOException {
    return StageFiles.write(
        directory.resolve(name), CONV, CONV.initial(2, seed), data.labels(), ORIGIN);
  }

  private static float[] logits(StageDirectory stage) {
    try (Classifier classifier = new OnnxEngine().classifier(stage)) {
      return classifier
          .logits(List.of(new NgramTokenizer(CONV.ngrams()).encode("oslo to bern")))[0];
    }
  }

  private static float[] logProbabilities(StageDirectory stage) {
    float[] logits = logits(stage);
    double sum = Math.log(Math.exp(logits[0]) + Math.exp(logits[1]));
    return new float[] {(float) (logits[0] - sum), (float) (logits[1] - sum)};
  }

  private static TrainSettings settings(int epochs) {
    return new TrainSettings(epochs, 8, 0.01, 0.1, 0.05, 0, 0.1, 0.1, 7);
  }
}
