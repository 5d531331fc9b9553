package io.millrace.serve.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.djl.OnnxEngine;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.TextEvent;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cascade on real models. */
class TinyBundleCascadeTest {
  @TempDir Path directory;

  private Cascade cascade;

  @BeforeEach
  void start() throws IOException {
    LoadedBundle bundle = LoadedBundle.load(TinyBundle.write(directory), new OnnxEngine());
    WarmUp.run(bundle, 8, 1);
    cascade =
        new Cascade(
            bundle,
            new BatchPolicy(8, 1_000, 1_000_000, Long.MAX_VALUE),
            new BatchPool.Setting(
                2,
                100,
                System::nanoTime,
                BatchListener.NONE,
                (thread, bug) -> bug.printStackTrace()),
            CascadeListener.NONE);
    cascade.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    cascade.stop(Duration.ofSeconds(20));
  }

  @Test
  void answersAsForetold() throws InterruptedException {
    List<String> utterances =
        List.of("hello", "bye", "howdy", "balance", "money", "weather", "qwerty");

    List<RecordedReply> replies = utterances.stream().map(this::ask).toList();

    for (int i = 0; i < utterances.size(); i++) {
      assertThat(summary(replies.get(i).prediction()))
          .as(utterances.get(i))
          .isEqualTo(FORETOLD.get(i));
    }
  }

  private static final List<String> FORETOLD =
      List.of(
          "accepted greeting by student",
          "accepted farewell by student",
          "accepted farewell by student",
          "accepted balance by teacher",
          "accepted balance by teacher",
          "abstained null by teacher",
          "abstained null by teacher");

  private RecordedReply ask(String text) {
    RecordedReply reply = new RecordedReply();
    TextEvent event = new TextEvent(text, text, OptionalLong.empty(), 0, null);
    cascade.ask(event, System.nanoTime(), Long.MAX_VALUE, reply);
    return reply;
  }

  private static String summary(Prediction prediction) {
    return "%s %s by %s"
        .formatted(prediction.outcome().word(), prediction.label(), prediction.stage());
  }
}
