package io.millrace.serve.kafka;

import io.millrace.serve.kafka.flow.Outbox;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/**
 * What follows from the failure of a transaction.
 *
 * <ul>
 *   <li>The group has moved on to another generation: aborted, to be sent again by whoever owns the
 *       partitions then.
 *   <li>The producer was fenced, or its transaction timed out while this process was frozen: a new
 *       producer must look what has become of it.
 *   <li>Everything else, another instance of the same name among it, does not pass.
 * </ul>
 *
 * <p>Source: KIP-1050, consistent error handling for transactions.
 */
final class TransactionFailures {
  private TransactionFailures() {}

  /** Whether no other transaction will fare better. */
  static boolean isFinal(Throwable failure) {
    return find(failure).isEmpty();
  }

  /**
   * What has become of the transaction.
   *
   * @throws KafkaException the failure itself, if it is final
   */
  static Outbox.End end(KafkaException failure) {
    return find(failure).orElseThrow(() -> failure);
  }

  private static Optional<Outbox.End> find(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case FencedInstanceIdException _ -> {
          return Optional.empty();
        }
        case CommitFailedException _,
            RebalanceInProgressException _,
            IllegalGenerationException _,
            UnknownMemberIdException _,
            TransactionAbortableException _,
            TransactionAbortedException _ -> {
          return Optional.of(Outbox.End.ABORTED);
        }
        case ApplicationRecoverableException _,
            OutOfOrderSequenceException _,
            InvalidTxnStateException _ -> {
          return Optional.of(Outbox.End.UNKNOWN);
        }
        default -> {}
      }
    }
    return Optional.empty();
  }
}
