package io.millrace.serve.kafka.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A breaker that stops at more than 10 dead letters among 20 events, and tries again with 2. */
class BreakerTest {
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int WINDOW = 20;

  private final AtomicLong nanos = new AtomicLong(-5);
  private final FakeOutbox outbox = new FakeOutbox();
  private final FakeAnswerer answerer = new FakeAnswerer();
  private final List<Throwable> failures = new ArrayList<>();
  private final List<Boolean> heard = new ArrayList<>();
  private final EventFlow flow = flow();
  private long offset;

  @Test
  void letsAMixOfATenthThrough() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      take(random.nextInt(10) == 0);
      move();
    }

    assertThat(flow.breaker()).isEmpty();
    assertThat(heard).isEmpty();
    assertThat(outbox.sent).hasSize(2_000);
  }

  @Test
  void stopsAFloodAndHoldsItBack() throws Exception {
    flood(100);

    assertThat(deadLetters()).isEqualTo(WINDOW);
    assertThat(heard).containsExactly(true);
    assertThat(flow.breaker().orElseThrow())
        .isEqualTo(
            "20 of the last 20 events are dead letters, more than millrace.breaker.share=0.5");
    assertThat(committed()).isEqualTo(WINDOW);
    assertThat(failures).isEmpty();
  }

  @Test
  void answersWhatIsInFlightWhileItIsOpen() throws Exception {
    take(false);
    for (int i = 0; i < 100; i++) {
      take(true);
    }
    outbox.run();
    assertThat(flow.breaker()).isPresent();

    answerer.asked.removeFirst().answer();
    outbox.run();

    assertThat(outbox.sent.getLast().topic()).isEqualTo("predictions");
  }

  @Test
  void takesNothingWhileItIsOpen() throws Exception {
    flood(WINDOW);
    CountDownLatch began = new CountDownLatch(1);
    CompletableFuture<Boolean> taking =
        CompletableFuture.supplyAsync(
            () -> {
              began.countDown();
              return take(false);
            });
    assertThat(began.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(answerer.asked).isEmpty();

    nanos.addAndGet(PAUSE.toNanos());
    flow.askAgain();
    outbox.run();

    assertThat(taking.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(answerer.asked).hasSize(1);
  }

  @Test
  void staysOpenForThePause() throws Exception {
    flood(100);

    nanos.addAndGet(PAUSE.toNanos() - 1);
    move();

    assertThat(flow.breaker()).isPresent();
    assertThat(deadLetters()).isEqualTo(WINDOW);
  }

  @Test
  void opensAgainAfterATrialThatIsAsBad() throws Exception {
    flood(100);

    nanos.addAndGet(PAUSE.toNanos());
    move();

    assertThat(deadLetters()).isEqualTo(WINDOW + 2);
    assertThat(flow.breaker()).isPresent();
    assertThat(heard).containsExactly(true, false, true);
  }

  @Test
  void closesAfterAGoodTrial() throws Exception {
    flood(WINDOW);
    nanos.addAndGet(PAUSE.toNanos());
    move();
    assertThat(flow.breaker()).isEmpty();

    take(false);
    take(false);
    move();
    for (int i = 0; i < 10; i++) {
      take(true);
      take(false);
    }
    move();

    assertThat(flow.breaker()).isEmpty();
    assertThat(heard).containsExactly(true, false);
  }

  @Test
  void keepsTheOrderOfAKeyBehindWhatItHolds() throws Exception {
    flood(WINDOW);
    EventFlow held = flow;
    assertThat(held.breaker()).isPresent();
    nanos.addAndGet(PAUSE.toNanos());
    move(); // On trial: two more may pass.
    flow.take(
        Events.batch(
            List.of(
                Events.record(0, offset++, "a", "bad"),
                Events.record(0, offset++, "a", "bad"),
                Events.record(0, offset++, "b", "bad"),
                Events.event(0, offset++, "b"))),
        0);
    move();
    int before = outbox.sent.size();
    assertThat(outbox.sent.getLast().key()).asString(UTF_8).isEqualTo("a");

    nanos.addAndGet(PAUSE.toNanos());
    move();

    assertThat(outbox.sent.subList(before, before + 2))
        .extracting(record -> record.topic())
        .containsExactly("dead-letters", "predictions");
    assertThat(committed()).isEqualTo(offset);
  }

  @Test
  void losesNothingOfAFloodThatLasts() throws Exception {
    flood(40);
    for (int trial = 0; trial < 10; trial++) {
      nanos.addAndGet(PAUSE.toNanos());
      move();
    }

    assertThat(deadLetters()).isEqualTo(40);
    assertThat(committed()).isEqualTo(40);
  }

  @Test
  void lettingAPartitionGoDoesNotWaitForWhatIsHeld() throws Exception {
    flood(100);

    CompletableFuture<Long> lost =
        CompletableFuture.supplyAsync(
            () -> flow.lose(List.of(Events.partition(0))).get(Events.partition(0)).offset());
    while (!lost.isDone()) {
      outbox.run();
    }

    assertThat(lost.join()).isEqualTo(WINDOW);
  }

  private EventFlow flow() {
    KafkaPolicy policy =
        new KafkaPolicy(
            new KafkaPolicy.Topics("predictions", "dead-letters"),
            KafkaPolicy.Order.KEY,
            100,
            5_000,
            1_000_000,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            new BreakerPolicy(0.5, WINDOW, PAUSE));
    EventTimes times = new EventTimes(nanos::get, InstantSource.fixed(Instant.EPOCH));
    IntakeListener listener =
        new IntakeListener() {
          @Override
          public void breaker(boolean isOpen) {
            heard.add(isOpen);
          }
        };
    EventFlow flow = new EventFlow(policy, answerer, times, listener, outbox, failures::add);
    flow.gain(Events.partition(0), null, 0);
    return flow;
  }

  private void flood(int events) {
    for (int i = 0; i < events; i++) {
      take(true);
    }
    move();
  }

  private boolean take(boolean isBad) {
    long at = offset++;
    try {
      return flow.take(
          Events.batch(
              List.of(isBad ? Events.record(0, at, null, "bad") : Events.event(0, at, null))),
          0);
    } catch (InterruptedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Everything that can happen now happens. */
  private void move() {
    flow.askAgain();
    do {
      answerer.asked.forEach(FakeAnswerer.Asked::answer);
      answerer.asked.clear();
      outbox.run();
    } while (outbox.acknowledge() != null);
  }

  private long deadLetters() {
    return outbox.sent.stream().filter(record -> record.topic().equals("dead-letters")).count();
  }

  private long committed() {
    flow.commit();
    do {
      outbox.run();
    } while (outbox.commit());
    return outbox.committed.get(Events.partition(0)).offset();
  }
}
