package io.millrace.serve.kafka.flow;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {
  private final AtomicInteger inFlight = new AtomicInteger();
  private final IntakeListener listener =
      new IntakeListener() {
        @Override
        public void inFlight(int events) {
          inFlight.set(events);
        }
      };

  @Test
  void makesTheTakerWaitForAnEighthOfTheEvents() throws Exception {
    InFlightLimit limit = new InFlightLimit(16, 1_000, listener);
    for (int i = 0; i < 16; i++) {
      assertThat(limit.enter(1)).isTrue();
    }

    Taker taker = new Taker(limit, 1);
    taker.staysOutside();
    limit.leave(1, 1);
    taker.staysOutside();
    limit.leave(1, 1);

    assertThat(taker.entered()).isTrue();
    assertThat(inFlight).hasValue(15);
  }

  @Test
  void makesTheTakerWaitForBytes() throws Exception {
    InFlightLimit limit = new InFlightLimit(16, 100, listener);
    limit.enter(30);
    limit.enter(50);

    Taker taker = new Taker(limit, 60);
    taker.staysOutside();
    limit.leave(1, 50);

    assertThat(taker.entered()).isTrue();
  }

  @Test
  void letsAnEventThatIsLargerThanAllInAlone() throws Exception {
    InFlightLimit limit = new InFlightLimit(16, 100, listener);

    assertThat(limit.enter(5_000)).isTrue();
    Taker taker = new Taker(limit, 1);
    taker.staysOutside();
    limit.leave(1, 5_000);

    assertThat(taker.entered()).isTrue();
  }

  @Test
  void holdsThePlaceOfAFinishedEventUntilItIsCommitted() throws Exception {
    InFlightLimit limit = new InFlightLimit(1, 100, listener);
    limit.enter(50);
    limit.leave(0, 50);

    Taker taker = new Taker(limit, 1);
    taker.staysOutside();
    limit.leave(1, 0);

    assertThat(taker.entered()).isTrue();
  }

  @Test
  void turnsAwayWhoWaitsAndWhoComesOnceClosed() throws Exception {
    InFlightLimit limit = new InFlightLimit(1, 1_000, listener);
    limit.enter(1);
    Taker taker = new Taker(limit, 1);
    taker.staysOutside();

    limit.close();

    assertThat(taker.entered()).isFalse();
    assertThat(limit.enter(1)).isFalse();
  }

  /** A thread at the entrance. */
  private static final class Taker {
    private final CompletableFuture<Boolean> entered = new CompletableFuture<>();
    private final Thread thread;

    Taker(InFlightLimit limit, long bytes) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      entered.complete(limit.enter(bytes));
                    } catch (InterruptedException e) {
                      entered.completeExceptionally(e);
                    }
                  });
    }

    /** It has come to rest without having entered. */
    void staysOutside() {
      await().atMost(10, SECONDS).until(() -> thread.getState() == Thread.State.WAITING);
      assertThat(entered).isNotDone();
    }

    boolean entered() throws Exception {
      return entered.get(10, SECONDS);
    }
  }
}
