package io.millrace.serve.kafka;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;

/**
 * The clients that SmallRye keeps for the channels, and the thread it keeps for each.
 *
 * <p>Safe for use by many threads.
 */
final class ChannelClients {
  /** Channels, as the keys {@code mp.messaging.*} name them. */
  static final String EVENTS = "events";

  static final String PREDICTIONS = "predictions";

  /**
   * How long the sending thread lets work gather once it was woken. An engine worker tells the
   * answers of a batch one by one, and Kafka acknowledges outputs one by one: a sending thread that
   * ran at the first of them would be woken again for most of the others, which cost two changes of
   * threads for three events. A fifth of the producer's linger, so that nobody sees it.
   */
  private static final long GATHER_NANOS = 200_000;

  private final KafkaClientService clients;
  private final Consumer<Throwable> onFailure;

  /** SmallRye makes it when it wires the channels, after this object. */
  private volatile KafkaProducer<byte[], byte[]> producer;

  /** Asks for nothing yet. */
  ChannelClients(KafkaClientService clients, Consumer<Throwable> onFailure) {
    this.clients = clients;
    this.onFailure = onFailure;
  }

  /** The only thread that may use the consumer. */
  void onPollThread(Consumer<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> action) {
    clients
        .<byte[], byte[]>getConsumer(EVENTS)
        .runOnPollingThread(action)
        .subscribe()
        .with(_ -> {}, onFailure);
  }

  /** Runs what gathers work, after a pause in which it gathers more: see {@link #GATHER_NANOS}. */
  void onSendingThread(Runnable action) {
    Consumer<Producer<byte[], byte[]>> ignoringProducer =
        _ -> {
          LockSupport.parkNanos(GATHER_NANOS);
          action.run();
        };
    reactive().runOnSendingThread(ignoringProducer).subscribe().with(_ -> {}, onFailure);
  }

  /** What the consumer was made of. */
  Map<String, ?> consumerSettings() {
    return clients.getConsumer(EVENTS).configuration();
  }

  /** Longest time between two polls of a member that is not taken for dead. */
  Duration maxPollInterval() {
    Object millis = consumerSettings().get(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
    return Duration.ofMillis(
        millis == null
            ? (Integer)
                ConsumerConfig.configDef()
                    .defaultValues()
                    .get(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG)
            : Long.parseLong(millis.toString()));
  }

  /** What the producer was made of. */
  Map<String, ?> producerSettings() {
    return reactive().configuration();
  }

  Producer<byte[], byte[]> producer() {
    return reactive().unwrap();
  }

  private KafkaProducer<byte[], byte[]> reactive() {
    if (producer == null) {
      producer = clients.getProducer(PREDICTIONS);
    }
    return producer;
  }
}
