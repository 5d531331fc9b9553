package io.millrace.serve.kafka.flow;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private static final int POSTERS = 4;
  private static final int POSTS = 50_000;

  @Test
  void runsWhatManyThreadsPostOneAtATimeAndInOrder() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(POSTERS + 2)) {
      // Two threads to run on: only the mailbox keeps them apart.
      Mailbox mailbox = new Mailbox(threads, bug -> {});
      List<List<Integer>> seen = new ArrayList<>();
      for (int poster = 0; poster < POSTERS; poster++) {
        seen.add(new ArrayList<>());
      }
      CountDownLatch done = new CountDownLatch(POSTERS * POSTS);
      int[] total = {0};
      for (List<Integer> mine : seen) {
        threads.execute(
            () -> {
              for (int i = 0; i < POSTS; i++) {
                int number = i;
                mailbox.post(
                    () -> {
                      mine.add(number);
                      total[0]++;
                      done.countDown();
                    });
              }
            });
      }

      assertThat(done.await(30, SECONDS)).isTrue();
      assertThat(total[0]).isEqualTo(POSTERS * POSTS);
      for (List<Integer> mine : seen) {
        assertThat(mine).isSorted().hasSize(POSTS);
      }
    }
  }

  @Test
  void goesOnBehindAnActionThatThrows() {
    List<RuntimeException> bugs = new ArrayList<>();
    List<Runnable> wakeUps = new ArrayList<>();
    Mailbox mailbox = new Mailbox(wakeUps::add, bugs::add);
    RuntimeException bug = new IllegalStateException("Bug");
    List<String> ran = new ArrayList<>();
    mailbox.post(
        () -> {
          throw bug;
        });
    mailbox.post(() -> ran.add("next"));

    wakeUps.removeFirst().run();

    assertThat(bugs).containsExactly(bug);
    assertThat(ran).containsExactly("next");
    assertThat(wakeUps).isEmpty();
  }
}
