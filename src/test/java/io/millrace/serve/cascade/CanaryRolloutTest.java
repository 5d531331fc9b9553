package io.millrace.serve.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.djl.OnnxEngine;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.cascade.HotSwap.Result;
import io.millrace.serve.event.Draw;
import io.millrace.serve.event.TextEvent;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real models. */
class CanaryRolloutTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path directory;

  private final List<String> told = new ArrayList<>();
  private final CascadeLoader loader =
      new CascadeLoader(
          Part.ALL,
          new OnnxEngine(),
          CanaryRolloutTest::cascade,
          4,
          new Contract(0.6),
          Optional.empty());
  private LiveCascade live;
  private HotSwap swap;
  private CanaryRollout rollout;

  @BeforeEach
  void start() throws IOException {
    TinyBundle.write(directory.resolve("one"));
    TinyBundle.write(directory.resolve("two"), "2");
    Cascade first = loader.load(directory.resolve("one"));
    first.start();
    live = new LiveCascade(first);
    swap =
        new HotSwap(
            live,
            loader,
            new HotSwap.Setting(LIMIT, System::nanoTime, bundle -> told.add(bundle.name())));
    rollout = new CanaryRollout(swap);
  }

  @AfterEach
  void stop() throws InterruptedException {
    live.stop(LIMIT);
  }

  @Test
  void answersAShareOfTheConversations_theSameAndMoreWhenItGrows() throws Exception {
    assertThat(rollout.start(directory.resolve("two"), 0.2))
        .isEqualTo(new Result.Trying("tiny:1", "tiny:2", 0.2));
    Set<String> few = answeredByCanary(400);

    assertThat(rollout.share(0.5)).isInstanceOf(Result.Trying.class);
    Set<String> many = answeredByCanary(400);

    // Four standard errors of 400 draws.
    assertThat(few).hasSizeBetween(48, 112);
    assertThat(many).hasSizeBetween(160, 240).containsAll(few);
    assertThat(live.bundle().name()).isEqualTo("tiny:1");
    assertThat(told).containsExactly("tiny:1", "tiny:1");
  }

  @Test
  void keepsAConversationTogether_andDrawsForAnEventWithoutOneByItsId() throws Exception {
    rollout.start(directory.resolve("two"), 0.5);

    for (int key = 0; key < 20; key++) {
      Set<String> bundles = new TreeSet<>();
      for (int i = 0; i < 5; i++) {
        bundles.add(ask("id" + key + "-" + i, "key" + key));
      }
      assertThat(bundles).hasSize(1);
    }
    assertThat(ask("id", null)).isEqualTo(Draw.CANARY.of("id") < 0.5 ? "tiny:2" : "tiny:1");
  }

  @Test
  void comesIntoForce() throws Exception {
    rollout.start(directory.resolve("two"), 0.1);

    assertThat(rollout.promote())
        .isInstanceOfSatisfying(
            Result.Swapped.class,
            swapped -> {
              assertThat(swapped.bundle()).isEqualTo("tiny:2");
              assertThat(swapped.previous()).isEqualTo("tiny:1");
              assertThat(swapped.freed()).isTrue();
            });

    assertThat(live.canary()).isEmpty();
    assertThat(answeredByCanary(50)).hasSize(50);
    assertThat(told).endsWith("tiny:2");
  }

  @Test
  void isDropped() throws Exception {
    rollout.start(directory.resolve("two"), 1);
    assertThat(answeredByCanary(20)).hasSize(20);

    assertThat(rollout.drop())
        .isInstanceOfSatisfying(
            Result.Dropped.class,
            dropped -> {
              assertThat(dropped.dropped()).isEqualTo("tiny:2");
              assertThat(dropped.freed()).isTrue();
            });

    assertThat(answeredByCanary(20)).isEmpty();
    assertThat(rollout.start(directory.resolve("two"), 1)).isInstanceOf(Result.Trying.class);
  }

  @Test
  void saysWhatIsInTheWay() throws Exception {
    for (Result none : List.of(rollout.promote(), rollout.drop(), rollout.share(0.5))) {
      assertThat(none).isEqualTo(new Result.Busy("no canary answers"));
    }
    TinyBundle.write(directory.resolve("same"));
    assertThat(rollout.start(directory.resolve("same"), 0.5))
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused ->
                assertThat(refused.reason()).contains("expected another name or version than"));
    List<String> labels = List.of("greeting", "farewell", "money", "oos");
    TinyBundle.write(directory.resolve("other"), "3", labels, TinyBundle.STUDENT_WORDS);
    assertThat(rollout.start(directory.resolve("other"), 0.5)).isInstanceOf(Result.Refused.class);

    rollout.start(directory.resolve("two"), 0.5);
    Result busy = new Result.Busy("canary tiny:2 answers a share: promote or drop it first");
    assertThat(rollout.start(directory.resolve("two"), 0.5)).isEqualTo(busy);
    assertThat(swap.swap(directory.resolve("two"))).isEqualTo(busy);
  }

  @Test
  void stopsWithBoth() throws Exception {
    rollout.start(directory.resolve("two"), 1);

    assertThat(live.stop(LIMIT)).isTrue();

    assertThat(rollout.promote()).isInstanceOf(Result.Busy.class);
    RecordedReply reply = new RecordedReply();
    live.ask(event("1", "k"), 0, Long.MAX_VALUE, reply);
    assertThat(reply.await()).isEqualTo("unanswered");
  }

  @Test
  void isAuditedByItsOwnTeacher_andFollowsItsOwnThresholds() throws Exception {
    rollout.start(directory.resolve("two"), 1);
    RecordedReply teacher = new RecordedReply();

    assertThat(live.askLast("tiny:2", event("1", null), teacher)).isTrue();
    assertThat(teacher.prediction().bundle()).isEqualTo("tiny:2");
    assertThat(live.isLast("tiny:2", "teacher")).isTrue();
    assertThat(live.isLast("tiny:2", "student")).isFalse();
    Thresholds thresholds = new Thresholds(live, 0.5, 0);
    assertThat(thresholds.follow(new Thresholds.Wish.Raise("tiny:2", "student", 0.1))).isEmpty();
    assertThat(
            thresholds.follow(
                new Thresholds.Wish.Manual("tiny:2", "student", OptionalDouble.of(0.3))))
        .isEmpty();
    assertThat(live.threshold("student")).isEqualTo(0.8);
    rollout.promote();
    assertThat(live.threshold("student")).isEqualTo(0.3);
  }

  private Set<String> answeredByCanary(int conversations) throws InterruptedException {
    Set<String> keys = new TreeSet<>();
    for (int i = 0; i < conversations; i++) {
      if (ask("e" + i, "conversation-" + i).equals("tiny:2")) {
        keys.add("conversation-" + i);
      }
    }
    return keys;
  }

  private String ask(String id, String key) throws InterruptedException {
    RecordedReply reply = new RecordedReply();
    live.ask(event(id, key), System.nanoTime(), Long.MAX_VALUE, reply);
    return reply.prediction().bundle();
  }

  private static TextEvent event(String id, String key) {
    TextEvent event = new TextEvent(id, "hello", OptionalLong.empty(), 0, null);
    return key == null ? event : event.of(key.getBytes(StandardCharsets.UTF_8));
  }

  private static Cascade cascade(LoadedBundle bundle) {
    return new Cascade(
        bundle,
        new BatchPolicy(4, 64, 0, 1),
        new BatchPool.Setting(
            1, 64, System::nanoTime, BatchListener.NONE, (_, bug) -> bug.printStackTrace()),
        CascadeListener.NONE);
  }
}
