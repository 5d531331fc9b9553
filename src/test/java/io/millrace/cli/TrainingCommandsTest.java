package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bundle.FloatTensor;
import io.millrace.model.bundle.Safetensors;
import io.millrace.model.bundle.StageDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that make stages, from plain text to a student. */
class TrainingCommandsTest {
  private static final String SPEC = "conv:embedding=8,channels=4,widths=1-2,buckets=200";

  @TempDir Path directory;
  private final StringWriter printed = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @BeforeEach
  void writeData() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String word : List.of("red", "green", "blue", "white", "black")) {
      lines.append("{\"text\": \"paint it %s\", \"label\": \"paint\"}%n".formatted(word));
      lines.append("{\"text\": \"sing of %s\", \"label\": \"sing\"}%n".formatted(word));
    }
    for (String name : List.of("train", "valid", "test")) {
      Files.writeString(directory.resolve(name + ".jsonl"), lines);
    }
    Files.writeString(directory.resolve("text.txt"), "paint it red\nsing of blue\n".repeat(20));
  }

  @Test
  void makesAStudentFromPlainTextAndLabels() {
    run(
        "pretrain",
        "--text",
        at("text.txt"),
        "--data",
        at(""),
        "--arch",
        SPEC,
        "--out",
        at("words"));
    run("train", "--data", at(""), "--arch", SPEC, "--from", at("words"), "--out", at("one"));
    run("train", "--data", at(""), "--arch", SPEC, "--seed", "2", "--out", at("two"));
    run("ensemble", "--stage", at("one"), "--stage", at("two"), "--out", at("both"));
    distill("both");

    StageDirectory student = StageDirectory.read(directory.resolve("student"));
    assertThat(student.manifest().labels()).containsExactly("paint", "sing");
    assertThat(student.manifest().provenance().commands())
        .anyMatch(command -> command.startsWith("pretrain"))
        .last()
        .asString()
        .startsWith("distill --teacher both")
        .doesNotContain(directory.toString());
    assertThat(printed.toString()).contains("epoch 2 of 2: loss", "valid accuracy", "s left");
  }

  private void distill(String teacher) {
    List<String> words = new ArrayList<>(List.of("distill", "--teacher", at(teacher)));
    words.addAll(List.of("--data", at(""), "--unlabelled", at("text.txt"), "--epochs", "2"));
    words.addAll(List.of("--mask-words", "0.2", "--mix", "0.5", "--hint-weight", "1"));
    words.addAll(List.of("--arch", "bag:embedding=8,buckets=100", "--out", at("student")));
    run(words.toArray(String[]::new));
  }

  @Test
  void prunesInStepsAndTrainsBetween() {
    run("train", "--data", at(""), "--arch", SPEC, "--epochs", "2", "--out", at("one"));

    prune(
        "saliency --sparsity 0.75 --schedule cubic --steps 2 --finetune 1 --teacher " + at("one"));

    assertThat(printed.toString())
        .contains("65.65 % are gone", "75.00 % are gone", "valid accuracy", "s left in this step");
    Map<String, FloatTensor> tensors = Safetensors.read(directory.resolve("p/weights.safetensors"));
    long zeros = 0;
    long all = 0;
    for (FloatTensor tensor : tensors.values()) {
      for (int i = 0; tensor.shape().length > 1 && i < tensor.data().length; i++) {
        zeros += tensor.data()[i] == 0 ? 1 : 0;
        all++;
      }
    }
    assertThat(zeros).isEqualTo(all * 3 / 4);
  }

  @Test
  void removesChannelsInStepsAndTrainsBetween() {
    run("train", "--data", at(""), "--arch", SPEC, "--epochs", "2", "--out", at("one"));

    prune("structured --units channels --sparsity 0.5 --schedule cubic --steps 2 --finetune 1");

    assertThat(StageDirectory.read(directory.resolve("p")).manifest().architecture())
        .contains("channels=2");
    assertThat(printed.toString()).contains("convolution channels: 4 of 8 stay");
  }

  @Test
  void prunesByActivationAtOnce() {
    run("train", "--data", at(""), "--arch", SPEC, "--epochs", "1", "--out", at("one"));

    prune("activation --sparsity 0.5 --scope tensor");

    assertThat(printed.toString()).contains("50.00 % are gone");
  }

  private void prune(String options) {
    run(
        "prune --stage %s --data %s --out %s --method %s"
            .formatted(at("one"), at(""), at("p"), options)
            .split(" "));
  }

  @Test
  void hintsComeFromOneTeacher() {
    run("train", "--data", at(""), "--arch", SPEC, "--epochs", "1", "--out", at("one"));

    int status =
        execute(
            ("distill --data d --out o --hint-weight 1 --teacher %s --teacher %s"
                    .formatted(at("one"), at("one")))
                .split(" "));

    assertThat(status).isEqualTo(2);
    assertThat(errors.toString()).contains("--hint-weight: expected one --teacher, found 2");
  }

  @Test
  void pretrainsAnEncoderOnWhatItsWordsMeanAlone() {
    String sizes = "embedding=8,buckets=200";
    String encoder = "transformer:depth=1,heads=2," + sizes;
    run("pretrain", "--text", at("text.txt"), "--arch", "bag:" + sizes, "--out", at("words"));
    run(
        "pretrain",
        "--text",
        at("text.txt"),
        "--arch",
        encoder,
        "--from",
        at("words"),
        "--out",
        at("reader"));
    run("train", "--data", at(""), "--arch", encoder, "--from", at("reader"), "--out", at("one"));

    assertThat(printed.toString()).contains("part 2 of 2: loss", "s left");
    assertThat(StageDirectory.read(directory.resolve("one")).manifest().provenance().commands())
        .hasSize(3);
    assertThat(directory.resolve(".reader.checkpoints")).doesNotExist();
  }

  @Test
  void pretrainingOfRowsStartsAfresh() {
    int status =
        execute(
            "pretrain",
            "--text",
            at("text.txt"),
            "--arch",
            SPEC,
            "--from",
            at("a"),
            "--out",
            at("b"));

    assertThat(status).isEqualTo(2);
    assertThat(errors.toString()).contains("--from is for a transformer");
  }

  @Test
  void namesTheLabelThatTrainingLacks() throws IOException {
    Files.writeString(directory.resolve("valid.jsonl"), "{\"text\": \"hum\", \"label\": \"hum\"}");

    int status = execute("train", "--data", at(""), "--arch", SPEC, "--out", at("one"));

    assertThat(status).isEqualTo(1);
    assertThat(errors.toString().lines()).hasSize(1);
    assertThat(errors.toString()).contains("valid.jsonl", "label hum");
  }

  @Test
  void refusesAPlaceThatIsNoStageBeforeItTrains() throws IOException {
    Files.createDirectories(directory.resolve("mine"));
    Files.writeString(directory.resolve("mine/notes.txt"), "keep");

    int status = execute("train", "--data", at(""), "--arch", SPEC, "--out", at("mine"));

    assertThat(status).isEqualTo(1);
    assertThat(errors.toString()).contains("mine: exists already and is no stage");
    assertThat(printed.toString()).isEmpty();
    assertThat(directory.resolve("mine/notes.txt")).hasContent("keep");
  }

  @Test
  void namesTheKeyOfABrokenArchitecture() {
    int status = execute("train", "--data", at(""), "--arch", "conv:depth=3", "--out", at("one"));

    assertThat(status).isEqualTo(1);
    assertThat(errors.toString()).contains("unknown key depth");
  }

  @Test
  void pretrainingWantsText() {
    assertThat(execute("pretrain", "--arch", SPEC, "--out", at("words"))).isEqualTo(2);
    assertThat(errors.toString()).contains("--text", "--data");
  }

  private void run(String... arguments) {
    assertThat(execute(arguments)).as(errors.toString()).isZero();
  }

  private int execute(String... arguments) {
    CommandLine commandLine = Millrace.commandLine();
    commandLine.setOut(new PrintWriter(printed, true));
    commandLine.setErr(new PrintWriter(errors, true));
    return commandLine.execute(arguments);
  }

  private String at(String name) {
    return directory.resolve(name).toString();
  }
}
