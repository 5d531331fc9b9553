package io.millrace.serve.kafka;

import io.millrace.serve.kafka.flow.Outbox;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The producer that SmallRye keeps for a channel, and the thread it keeps for the producer.
 *
 * <p>Records go to the producer itself: sending each as a SmallRye message moved a third as many
 * records a second.
 */
final class ChannelOutbox implements Outbox {
  private final KafkaClientService clients;
  private final String channel;
  private final Consumer<Throwable> onFailure;

  /** SmallRye makes it when it wires the channels, after this object. */
  private volatile KafkaProducer<byte[], byte[]> producer;

  ChannelOutbox(KafkaClientService clients, String channel, Consumer<Throwable> onFailure) {
    this.clients = clients;
    this.channel = channel;
    this.onFailure = onFailure;
  }

  @Override
  public void execute(Runnable action) {
    Consumer<Producer<byte[], byte[]>> ignoringProducer = _ -> action.run();
    producer().runOnSendingThread(ignoringProducer).subscribe().with(_ -> {}, onFailure);
  }

  @Override
  public void send(ProducerRecord<byte[], byte[]> record, Callback whenDone) {
    producer().unwrap().send(record, whenDone);
  }

  private KafkaProducer<byte[], byte[]> producer() {
    if (producer == null) {
      producer = clients.getProducer(channel);
    }
    return producer;
  }
}
