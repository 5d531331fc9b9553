package io.millrace.cli.lesson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.lesson.Lessons.Skipped;
import io.millrace.compress.teach.EarlierAnswers;
import io.millrace.compress.teach.TaughtText;
import io.millrace.model.bundle.Checksums;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LessonsTest {
  /** The data set's order is another than the teacher's. */
  private static final List<String> LABELS = List.of("farewell", "greeting", "balance");

  @TempDir Path directory;
  private String checksum;
  private Lessons lessons;

  @BeforeEach
  void readTeacher() throws IOException {
    StageDirectory teacher =
        TinyBundle.writeStage(directory.resolve("teacher"), "teacher", TinyBundle.TEACHER_WORDS);
    checksum = Checksums.of(teacher.path().resolve(StageDirectory.MODEL));
    lessons = new Lessons(EarlierAnswers.of(List.of(teacher), LABELS), 3);
  }

  @Test
  void givesLogitsInTheOrderOfTheData() {
    lessons.add(lesson("1", "hello"), 1);

    List<TaughtText> newest = lessons.newest();

    assertThat(newest).singleElement().extracting(TaughtText::text).isEqualTo("hello");
    short[] logits = newest.getFirst().answer().logits();
    assertThat(logits).hasSize(3);
    // The teacher says greeting, which is the data's second label.
    assertThat(Float.float16ToFloat(logits[1])).isGreaterThan(Float.float16ToFloat(logits[0]) + 5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\":1 | \"version\":2 | OTHER_VERSION",
        "\"version\":1 | \"version\":0 | MALFORMED",
        "\"version\":1, | '' | MALFORMED",
        "\"id\":\"1\" | \"id\":1 | MALFORMED",
        "\"text\":\"hello\" | \"text\":\" \" | MALFORMED",
        "\"text\":\"hello\" | \"text\":null | MALFORMED",
        "[10,0,0,0] | [10,0,0,\"0\"] | MALFORMED",
        "[10,0,0,0] | [10,0,0,1e99] | MALFORMED",
        "[10,0,0,0] | [] | MALFORMED",
        "[10,0,0,0] | {} | MALFORMED",
        "[10,0,0,0] | [10,0,0] | OTHER_LABELS",
        "{ | [ | MALFORMED",
        "\"labels\":\" | \"labels\":\"0 | OTHER_LABELS",
        "\"checksum\":\" | \"checksum\":\"0 | OTHER_TEACHER"
      })
  void skipsWhatIsNoLessonOfTheTeacher_andSaysWhy(String part, String by, Skipped reason) {
    String spoiled = new String(lesson("1", "hello"), UTF_8).replace(part, by);

    lessons.add(spoiled.getBytes(UTF_8), 1);
    lessons.add(lesson("2", "bye"), 2);

    assertThat(lessons.newest()).extracting(TaughtText::text).containsExactly("bye");
    assertThat(lessons.skipped().get(reason)).isEqualTo(1);
    assertThat(lessons.skipped().values().stream().mapToLong(count -> count).sum()).isEqualTo(1);
  }

  @Test
  void skipsTombstonesAndWhatIsNotText() {
    lessons.add(null, 1);
    lessons.add(new byte[] {(byte) 0xff, 0}, 1);

    assertThat(lessons.newest()).isEmpty();
    assertThat(lessons.skipped().get(Skipped.MALFORMED)).isEqualTo(2);
  }

  @Test
  void takesAnEventOnce_andTheNewestOfMany() {
    lessons.add(lesson("1", "a"), 1);
    lessons.add(lesson("1", "a"), 2);
    for (int i = 2; i <= 20; i++) {
      lessons.add(lesson(Integer.toString(i), "text " + i), 100 - i);
    }

    assertThat(lessons.newest())
        .extracting(TaughtText::text)
        .containsExactlyInAnyOrder("text 2", "text 3", "text 4");
    assertThat(lessons.skipped().get(Skipped.REPEATED)).isEqualTo(1);
    assertThat(lessons.skipped().get(Skipped.OLDER)).isEqualTo(17);
  }

  private byte[] lesson(String id, String text) {
    return "{\"version\":1,\"id\":\"%s\",\"text\":\"%s\",\"source\":\"audited\",\"bundle\":\"tiny:1\",\"teacher\":{\"stage\":\"teacher\",\"checksum\":\"%s\"},\"labels\":\"%s\",\"logits\":[10,0,0,0]}"
        .formatted(id, text, checksum, Checksums.ofLabels(TinyBundle.LABELS))
        .getBytes(UTF_8);
  }
}
