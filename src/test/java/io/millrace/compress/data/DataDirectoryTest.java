package io.millrace.compress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a data directory gives, and what it refuses. */
class DataDirectoryTest {
  private static final String BOTH =
      """
      {"text": "hi there", "label": "greet"}
      {"text": "see you", "label": "bye"}
      """;

  @TempDir Path directory;

  @BeforeEach
  void writeData() throws IOException {
    for (String name : new String[] {"train", "valid", "test"}) {
      write(name + ".jsonl", BOTH);
    }
  }

  @Test
  void readsSplitsAndSortsLabels() {
    DataDirectory data = DataDirectory.read(directory);

    assertThat(data.labels()).containsExactly("bye", "greet");
    assertThat(data.split("test").inScope()).contains(new LabelledUtterance("hi there", "greet"));
    assertThat(data.train().outOfScope()).isEmpty();
  }

  @Test
  void keepsOutOfScopeApart() throws IOException {
    write("oos_train.jsonl", "{\"text\": \"what is love\", \"label\": \"oos\"}\n");
    write("valid.jsonl", BOTH + "{\"text\": \"why\", \"label\": \"oos\"}");

    DataDirectory data = DataDirectory.read(directory);

    assertThat(data.labels()).doesNotContain("oos");
    assertThat(data.train().outOfScope()).hasSize(1);
    assertThat(data.valid().outOfScope()).hasSize(1);
    assertThat(data.valid().inScope()).hasSize(2);
  }

  @Test
  void namesTheLineThatIsNotJson() throws IOException {
    write("valid.jsonl", BOTH + "\nnot json\n");

    assertRefused("valid.jsonl:4: not JSON");
  }

  @Test
  void namesTheMissingKey() throws IOException {
    write("train.jsonl", "{\"text\": \"hi\"}");

    assertRefused("train.jsonl:1: key label");
  }

  @Test
  void refusesWhatIsNotUtf8() throws IOException {
    byte[] latin = "{\"text\": \"café\", \"label\": \"x\"}".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(directory.resolve("test.jsonl"), latin);

    assertRefused("test.jsonl:1: not UTF-8");
  }

  @Test
  void refusesAnEmptySplit() throws IOException {
    write("test.jsonl", "\n");

    assertRefused("test.jsonl: expected at least one utterance");
  }

  @Test
  void refusesOneLabel() throws IOException {
    write("train.jsonl", "{\"text\": \"hi\", \"label\": \"greet\"}");

    assertRefused("train.jsonl: expected at least 2 labels, found [greet]");
  }

  @Test
  void refusesALabelThatTrainingLacks() throws IOException {
    write("valid.jsonl", "{\"text\": \"hi\", \"label\": \"order\"}");

    assertRefused("valid.jsonl: label order");
  }

  @Test
  void refusesAnotherLabelAmongOutOfScope() throws IOException {
    write("oos_test.jsonl", BOTH);

    assertRefused("oos_test.jsonl: expected only the label oos, found greet");
  }

  @Test
  void refusesUtterancesThatContradictOthers() throws IOException {
    write("train.jsonl", BOTH + "{\"text\": \" hi there\", \"label\": \"bye\"}");

    assertRefused(
        "train.jsonl: \" hi there\" has the label greet and the label bye; 1 of 3 utterances");
  }

  @Test
  void takesOutOfScopeForALabelInConflicts() throws IOException {
    write("oos_train.jsonl", "{\"text\": \"see you\", \"label\": \"oos\"}");

    assertRefused("train.jsonl: \"see you\" has the label bye and the label oos");
  }

  @Test
  void letsNoiseOfLabelsBe() throws IOException {
    String hundred = "{\"text\": \"hi there\", \"label\": \"greet\"}\n".repeat(98);
    write("train.jsonl", BOTH + hundred + "{\"text\": \"hi there\", \"label\": \"bye\"}");

    assertThat(DataDirectory.read(directory).train().inScope()).hasSize(101);
  }

  @Test
  void namesAMissingFile() throws IOException {
    Files.delete(directory.resolve("train.jsonl"));

    assertRefused("train.jsonl: no such file");
  }

  private void assertRefused(String words) {
    assertThatThrownBy(() -> DataDirectory.read(directory))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(words);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
