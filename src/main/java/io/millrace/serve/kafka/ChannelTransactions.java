package io.millrace.serve.kafka;

import io.millrace.serve.kafka.flow.Outbox;
import io.millrace.serve.kafka.flow.Proposal;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends and commits through a transactional producer of its own, made of the channel's settings, on
 * the channel's sending thread.
 *
 * <p>SmallRye's {@code KafkaTransactions} cannot be used: a transaction of it covers whole batches
 * of records, so that one slow event would hold up all others, and its producer cannot be made anew
 * after it was fenced.
 *
 * <p>Confined to the sending thread, but for {@link #joined} and {@link #close}.
 */
final class ChannelTransactions implements Outbox.Transactional {
  private static final Logger LOG = Logger.getLogger(ChannelTransactions.class.getName());

  private final ChannelClients clients;
  private final ClientPolicy policy;
  private volatile Producer<byte[], byte[]> producer;
  private volatile ConsumerGroupMetadata member;
  private boolean isOpen;

  ChannelTransactions(ChannelClients clients, ClientPolicy policy) {
    this.clients = clients;
    this.policy = policy;
  }

  @Override
  public void execute(Runnable action) {
    clients.onSendingThread(action);
  }

  /** The consumer is this member of the group, in this generation. For the poll thread. */
  void joined(ConsumerGroupMetadata metadata) {
    member = metadata;
  }

  @Override
  public void send(ProducerRecord<byte[], byte[]> record, Callback whenDone) {
    try {
      if (producer == null) {
        begin();
      }
      if (!isOpen) {
        producer.beginTransaction();
        isOpen = true;
      }
      producer.send(record, (metadata, failure) -> sent(metadata, failure, whenDone));
    } catch (KafkaException failure) {
      // The commit fails for the same reason, and decides.
      sent(null, failure, whenDone);
    }
  }

  private static void sent(RecordMetadata metadata, Exception failure, Callback whenDone) {
    boolean isFinal = failure != null && TransactionFailures.isFinal(failure);
    whenDone.onCompletion(metadata, isFinal ? failure : null);
  }

  @Override
  public End commit(Proposal proposal) {
    ConsumerGroupMetadata now = member;
    Map<TopicPartition, OffsetAndMetadata> offsets = proposal.offsets();
    if (proposal.isStale()) {
      return abort();
    }
    try {
      producer.sendOffsetsToTransaction(offsets, now);
      producer.commitTransaction();
      isOpen = false;
      return End.COMMITTED;
    } catch (KafkaException failure) {
      LOG.log(Level.WARNING, "A transaction was not committed: {0}", failure.toString());
      return TransactionFailures.end(failure) == End.ABORTED ? abort() : End.UNKNOWN;
    }
  }

  @Override
  public End abort() {
    if (!isOpen) {
      return End.ABORTED;
    }
    try {
      producer.abortTransaction();
      isOpen = false;
      return End.ABORTED;
    } catch (KafkaException failure) {
      LOG.log(Level.WARNING, "A transaction was not aborted: {0}", failure.toString());
      return End.UNKNOWN;
    }
  }

  @Override
  public void recover(
      Collection<TopicPartition> partitions,
      Consumer<Map<TopicPartition, OffsetAndMetadata>> whenKnown) {
    producer.close(Duration.ZERO);
    begin();
    LOG.info("Began anew with a producer that fences off the one before");
    clients.onPollThread(consumer -> whenKnown.accept(consumer.committed(Set.copyOf(partitions))));
  }

  /** Whatever a producer of the same id has left open is aborted. */
  private void begin() {
    isOpen = false;
    producer =
        new KafkaProducer<>(
            policy.transactional(clients.producerSettings(), clients.consumerSettings()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  /** For every thread: what hangs in the producer ends with an exception. */
  void close(Duration timeout) {
    if (producer != null) {
      producer.close(timeout);
    }
  }
}
