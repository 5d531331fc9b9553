package io.millrace.serve.kafka;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.kafka.codec.ValueFormat;
import io.millrace.serve.kafka.flow.EventFlow;
import io.millrace.serve.kafka.flow.EventTimes;
import io.millrace.serve.kafka.flow.IntakeListener;
import io.millrace.serve.kafka.flow.KafkaPolicy;
import io.millrace.serve.kafka.flow.Outbox;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/**
 * Ties SmallRye's channels to what this package does with their records.
 *
 * <p>SmallRye polls, pauses partitions while nobody asks for more, and owns both clients and their
 * threads. It does not commit (strategy {@code ignore}) and does not send.
 *
 * <p>Safe for use by many threads.
 */
@Singleton
@Identifier(EventChannel.LISTENER)
public final class EventChannel implements KafkaConsumerRebalanceListener {
  static final String LISTENER = "millrace";

  /** Who answers events, among those who answer. */
  public static final String ANSWERER = "events";

  private static final Logger LOG = Logger.getLogger(EventChannel.class.getName());

  /** Longest wait for the last commit: Kafka may be away when the service stops. */
  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(3);

  private static final CompletionStage<Void> NEVER = new CompletableFuture<>();
  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

  private final ChannelClients clients;
  private final Optional<ChannelTransactions> transactions;
  private final Event<KafkaFailure> failures;
  private final EventFlow flow;

  /** The producer was closed with sends under way: that these fail is no news. */
  private volatile boolean isAbandoned;

  EventChannel(
      KafkaClientService service,
      KafkaPolicy policy,
      ClientPolicy clientPolicy,
      @Identifier(ANSWERER) Answerer answerer,
      EventTimes times,
      IntakeListener listener,
      ValueFormat format,
      Event<KafkaFailure> failures) {
    this.failures = failures;
    this.clients = new ChannelClients(service, this::fail);
    this.transactions =
        clientPolicy.delivery() == ClientPolicy.Delivery.EXACTLY_ONCE
            ? Optional.of(new ChannelTransactions(clients, clientPolicy))
            : Optional.empty();
    Outbox outbox = transactions.<Outbox>map(it -> it).orElseGet(() -> new ChannelOutbox(clients));
    this.flow = new EventFlow(policy, answerer, times, listener, outbox, this::failed, format);
  }

  /** Blocks while there is no room in flight; SmallRye pauses the partitions meanwhile. */
  @Incoming(ChannelClients.EVENTS)
  @Blocking
  CompletionStage<Void> take(KafkaRecordBatch<byte[], byte[]> batch) {
    IncomingKafkaRecordBatchMetadata<byte[], byte[]> metadata = metadata(batch);
    try {
      return flow.take(metadata.getRecords(), metadata.getConsumerGroupGenerationId())
          ? DONE
          : NEVER;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return NEVER;
    } catch (RuntimeException bug) {
      flow.fail(bug);
      return NEVER;
    }
  }

  @SuppressWarnings("unchecked")
  private static IncomingKafkaRecordBatchMetadata<byte[], byte[]> metadata(
      KafkaRecordBatch<byte[], byte[]> batch) {
    return batch.getMetadata(IncomingKafkaRecordBatchMetadata.class).orElseThrow();
  }

  /** Makes SmallRye keep a producer; what is sent goes to the producer itself. */
  @Outgoing(ChannelClients.PREDICTIONS)
  Multi<byte[]> nothing() {
    return Multi.createFrom().nothing();
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    joined(consumer);
    try {
      Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
      int generation = consumer.groupMetadata().generationId();
      partitions.forEach(partition -> flow.gain(partition, committed.get(partition), generation));
    } catch (KafkaException unknown) {
      // Kafka calls this once: without what was done, the partitions could never be taken.
      fail(
          new IllegalStateException(
              "What is committed of %s cannot be read: %s"
                  .formatted(partitions, unknown.getMessage()),
              unknown));
    }
  }

  @Override
  public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    if (isLoss()) {
      LOG.log(Level.WARNING, "Lost {0} to another member of the group", partitions);
      flow.miss(partitions);
    } else {
      joined(consumer);
      commitNow(consumer, flow.lose(partitions));
    }
  }

  /**
   * Whether Kafka says that the partitions are another's already. SmallRye does not pass that word
   * on: Kafka's own default makes a revocation of it, and stands on the stack.
   */
  private static boolean isLoss() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("onPartitionsLost")));
  }

  private void joined(Consumer<?, ?> consumer) {
    transactions.ifPresent(it -> it.joined(consumer.groupMetadata()));
  }

  /**
   * Refuses what would make Kafka take this member for dead. To be called once the channels are
   * wired.
   */
  public void start() {
    flow.requirePollInterval(clients.maxPollInterval());
  }

  /** Commits what is finished and asks again what was handed back; to be called every so often. */
  public void tick() {
    if (flow.failure().isEmpty()) {
      flow.askAgain();
      flow.commit();
    }
  }

  /**
   * Stops taking, waits for what is in flight up to the stop timeout, commits. To be called before
   * SmallRye closes the clients and before the answerer stops; ticks go on meanwhile.
   */
  public void stop() {
    if (!flow.finish()) {
      // Sends may be waiting for a broker that is away, and would make SmallRye wait behind them.
      isAbandoned = true;
      transactions.ifPresent(it -> it.close(Duration.ZERO));
      clients.producer().close(Duration.ZERO);
    }
    CompletableFuture<Void> committed = new CompletableFuture<>();
    clients.onPollThread(
        consumer -> {
          commitNow(consumer, flow.close());
          committed.complete(null);
        });
    // The commit has its own limit; this one is for a poll that does not return.
    committed.completeOnTimeout(null, 2 * COMMIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
    transactions.ifPresent(it -> it.close(COMMIT_LIMIT));
  }

  /** Why nothing is taken any more, once the channel has failed. */
  public Optional<String> failure() {
    return flow.failure().map(EventChannel::reason);
  }

  /** What is waited for before anything more is taken. */
  public Optional<String> waiting() {
    return flow.waiting();
  }

  /** Why nothing is taken for now, while the breaker is open. */
  public Optional<String> breaker() {
    return flow.breaker();
  }

  private static void commitNow(
      Consumer<?, ?> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
    if (offsets.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(offsets, COMMIT_LIMIT);
    } catch (KafkaException failure) {
      // Also when the partitions were lost before: their new owner answers from the last commit.
      LOG.log(
          Level.WARNING,
          "Offsets {0} were not committed, their events will be answered again: {1}",
          new Object[] {offsets, failure.getMessage()});
    }
  }

  private void fail(Throwable cause) {
    flow.fail(cause);
  }

  private void failed(Throwable cause) {
    if (!isAbandoned) {
      String message = "Stopped taking events: " + reason(cause);
      LOG.log(Level.SEVERE, message, cause);
      failures.fire(new KafkaFailure(message));
    }
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
