package io.millrace.serve.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.infer.Classifier;
import io.millrace.model.text.TokenIds;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import io.millrace.testing.HazardousModel;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real model that fails on one event of a full batch. */
class HazardousCascadeTest {
  private static final int BATCH = 32;

  @TempDir Path directory;

  /** Sizes of the engine calls, in order. */
  private final Queue<Integer> calls = new ConcurrentLinkedQueue<>();

  private Cascade cascade;

  @BeforeEach
  void load() throws IOException {
    LoadedBundle bundle =
        LoadedBundle.load(TinyBundle.writeHazardous(directory, 1), new OnnxEngine());
    CascadeStage student = bundle.stages().getFirst();
    CascadeStage counted =
        new CascadeStage(
            student.name(),
            student.tokenizer(),
            new Counting(student.classifier(), calls),
            student.gate());
    cascade =
        new Cascade(
            new LoadedBundle(
                bundle.name(), bundle.labels(), List.of(counted, bundle.stages().getLast())),
            new BatchPolicy(BATCH, 10_000, Duration.ofHours(1).toNanos(), Long.MAX_VALUE),
            new BatchPool.Setting(
                1,
                100,
                System::nanoTime,
                BatchListener.NONE,
                (thread, bug) -> bug.printStackTrace()),
            CascadeListener.NONE);
  }

  @AfterEach
  void stop() throws InterruptedException {
    cascade.stop(Duration.ofSeconds(20));
  }

  @Test
  void anEventThatFailsTheCallCostsTenMore() throws InterruptedException {
    checkOneOf32(HazardousModel.FATAL, 0);
  }

  @Test
  void anEventThatIsNotANumberCostsTenMore() throws InterruptedException {
    checkOneOf32(HazardousModel.NAN, 17);
  }

  private void checkOneOf32(String bad, int place) throws InterruptedException {
    List<RecordedReply> replies = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      replies.add(ask(i == place ? bad : "hello"));
    }
    cascade.start();

    for (int i = 0; i < BATCH; i++) {
      if (i == place) {
        Rejection rejection = (Rejection) replies.get(i).await();
        assertThat(rejection.kind()).isEqualTo(ErrorKind.ENGINE);
        assertThat(rejection.stage()).isEqualTo("student");
      } else {
        assertThat(replies.get(i).prediction().label()).isEqualTo("greeting");
      }
    }
    assertThat(calls.peek()).isEqualTo(BATCH);
    assertThat(calls.size() - 1).isLessThanOrEqualTo(10);
    assertThat(cascade.isHealthy()).isTrue();
  }

  private RecordedReply ask(String text) {
    RecordedReply reply = new RecordedReply();
    TextEvent event = new TextEvent(text, text, OptionalLong.empty(), 0, null);
    cascade.ask(event, System.nanoTime(), Long.MAX_VALUE, reply);
    return reply;
  }

  private record Counting(Classifier model, Queue<Integer> calls) implements Classifier {
    @Override
    public float[][] logits(List<TokenIds> batch) {
      calls.add(batch.size());
      return model.logits(batch);
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
