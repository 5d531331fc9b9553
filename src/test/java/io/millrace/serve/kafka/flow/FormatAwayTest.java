package io.millrace.serve.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.serve.event.Prediction;
import io.millrace.serve.kafka.codec.BadEventException;
import io.millrace.serve.kafka.codec.FormatAwayException;
import io.millrace.serve.kafka.codec.ValueFormat;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events whose format cannot be looked up just now. */
class FormatAwayTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final FakeOutbox outbox = new FakeOutbox();
  private final FakeAnswerer answerer = new FakeAnswerer();
  private final Format format = new Format();
  private EventFlow flow;

  @BeforeEach
  void owningOnePartition() {
    KafkaPolicy policy =
        new KafkaPolicy(
            new KafkaPolicy.Topics("predictions", "dead-letters"),
            KafkaPolicy.Order.KEY,
            100,
            10,
            10_000,
            Duration.ZERO,
            Duration.ZERO,
            Events.NO_BREAKER);
    EventTimes times = new EventTimes(() -> 0, InstantSource.system());
    IntakeListener deaf = new IntakeListener() {};
    flow = new EventFlow(policy, answerer, times, deaf, outbox, _ -> {}, format);
    flow.gain(Events.partition(0), null, 0);
  }

  @Test
  void waitUntilItIsBackAndAreNoDeadLetters() throws Exception {
    format.isAway = true;
    CompletableFuture<Boolean> taken =
        take(List.of(Events.event(0, 5, "k"), Events.event(0, 6, "k")));
    await().atMost(LIMIT).until(() -> flow.waiting().isPresent());
    assertThat(flow.waiting()).contains("the registry is away");

    format.isAway = false;

    await().atMost(LIMIT).until(taken::isDone);
    assertThat(taken.join()).isTrue();
    assertThat(answerer.asked).hasSize(2);
    assertThat(flow.waiting()).isEmpty();
    outbox.run();
    assertThat(outbox.sent).isEmpty();
  }

  @Test
  void areLeftToTheNextOwnerWhenTheServiceStops() {
    format.isAway = true;
    CompletableFuture<Boolean> taken = take(List.of(Events.event(0, 5, "k")));
    await().atMost(LIMIT).until(() -> flow.waiting().isPresent());

    flow.finish();

    await().atMost(LIMIT).until(taken::isDone);
    assertThat(answerer.asked).isEmpty();
    assertThat(flow.close()).isEmpty();
  }

  @Test
  void areLeftToTheNextOwnerOfTheirPartition() {
    format.isAway = true;
    CompletableFuture<Boolean> taken = take(List.of(Events.event(0, 5, "k")));
    await().atMost(LIMIT).until(() -> flow.waiting().isPresent());

    flow.miss(List.of(Events.partition(0)));

    await().atMost(LIMIT).until(taken::isDone);
    assertThat(answerer.asked).isEmpty();
  }

  private CompletableFuture<Boolean> take(List<ConsumerRecord<byte[], byte[]>> records) {
    CompletableFuture<Boolean> taken = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                taken.complete(flow.take(Events.batch(records), 0));
              } catch (InterruptedException | RuntimeException failure) {
                taken.completeExceptionally(failure);
              }
            });
    return taken;
  }

  private static final class Format implements ValueFormat {
    private volatile boolean isAway;

    @Override
    public String json(String topic, Headers headers, byte[] value) throws BadEventException {
      if (isAway) {
        throw new FormatAwayException("the registry is away");
      }
      return JSON.json(topic, headers, value);
    }

    @Override
    public byte[] prediction(Headers headers, Prediction prediction) {
      return JSON.prediction(headers, prediction);
    }
  }
}
