package io.millrace.serve.kafka.flow;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Producer and commits, as this package needs them. As an executor it runs actions one after the
 * other on the sending thread, the only one that may call the rest: sending blocks while Kafka is
 * away.
 */
public sealed interface Outbox extends Executor {
  /**
   * Sends one record.
   *
   * @param whenDone called once, on any thread, with null or the reason why the record was finally
   *     not written; that its transaction was aborted is none
   */
  void send(ProducerRecord<byte[], byte[]> record, Callback whenDone);

  /** Outputs first, offsets later: what lies between a crash answers again. */
  non-sealed interface Plain extends Outbox {
    /**
     * Commits, and does not wait. Whoever commits asks for {@link Proposal#offsets} on the
     * consumer's poll thread, which alone loses partitions: so no offset is committed of a
     * partition that another consumer owns by now.
     *
     * @param whenDone called once, on any thread, with null or the reason why nothing was committed
     */
    void commit(Proposal proposal, Consumer<Exception> whenDone);
  }

  /** Outputs and offsets in one transaction, which the first record sent begins. */
  non-sealed interface Transactional extends Outbox {
    /**
     * Ends the transaction: what was sent and the offsets are visible together, or not at all.
     * Blocks. Looks at the group first and at {@link Proposal#isStale} then: a partition taken away
     * in between belongs to a later generation, whose members Kafka does not take for this one.
     *
     * @return {@link End#ABORTED} also if the proposal is stale
     * @throws RuntimeException if it will never work
     */
    End commit(Proposal proposal);

    /** Ends the transaction, if there is one: nothing of it is visible. Blocks. */
    End abort();

    /**
     * Begins anew with a producer that fences off the one before, and looks up what is committed.
     *
     * @param whenKnown called once, on any thread
     */
    void recover(
        Collection<TopicPartition> partitions,
        Consumer<Map<TopicPartition, OffsetAndMetadata>> whenKnown);
  }

  /** What has become of a transaction. */
  enum End {
    COMMITTED,
    /** Nothing of it is visible; all of it is to be sent again. */
    ABORTED,
    /** One or the other, and the producer is of no use any more. */
    UNKNOWN
  }
}
