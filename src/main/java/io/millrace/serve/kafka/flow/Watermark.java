package io.millrace.serve.kafka.flow;

import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What of one partition is done: every offset below {@code offset()}, and some above it.
 *
 * <p>Those above travel in the metadata of Kafka's commit, one bit an offset, so that whoever owns
 * the partition next passes over them: without it a slow event would cost all the answers behind it
 * a second time, or their transaction would have to wait for it.
 *
 * <p>Offsets that hold no event (compaction, transaction markers) count as done together with the
 * event after them.
 *
 * <p>Immutable.
 *
 * <p>Source: the offset map of Confluent's parallel-consumer, there run-length encoded as well.
 */
final class Watermark {
  /** No event was taken yet, so nobody knows where the partition begins. */
  static final Watermark NONE = new Watermark(-1, new BitSet());

  /**
   * Offsets above the watermark that can be done. As base64 they take 2,732 characters of the 4,096
   * that a broker allows ({@code offset.metadata.max.bytes}).
   */
  static final int SPAN = 1 << 14;

  private static final String PREFIX = "millrace:";

  private final long offset;

  /** Bit i is offset + i; bit 0 is never set. */
  private final BitSet above;

  private Watermark(long offset, BitSet above) {
    this.offset = offset;
    this.above = above;
  }

  /** Nothing from this offset on is done. */
  static Watermark at(long offset) {
    return new Watermark(offset, new BitSet());
  }

  /**
   * As it was committed.
   *
   * @param committed null if nothing was; metadata of somebody else says nothing
   */
  static Watermark from(OffsetAndMetadata committed) {
    if (committed == null) {
      return NONE;
    }
    String metadata = committed.metadata();
    if (!metadata.startsWith(PREFIX)) {
      return at(committed.offset());
    }
    byte[] bits;
    try {
      bits = Base64.getDecoder().decode(metadata.substring(PREFIX.length()));
    } catch (IllegalArgumentException somebodyElses) {
      return at(committed.offset());
    }
    return at(committed.offset(), BitSet.valueOf(bits));
  }

  /** The lowest offset that is not done. */
  long offset() {
    return offset;
  }

  boolean isDone(long asked) {
    return asked < offset || isDoneAbove(asked);
  }

  /** Whether the offset is done although one below it is not. */
  boolean isDoneAbove(long asked) {
    return asked > offset && asked - offset < SPAN && above.get((int) (asked - offset));
  }

  /** Whether the event can be done before those below it are. */
  boolean reaches(InFlightEvent event) {
    return event.from <= offset || event.offset - offset < SPAN;
  }

  /** The watermark when these are done too; each must be within reach. */
  Watermark with(Collection<InFlightEvent> events) {
    long lowest = offset;
    BitSet bits = (BitSet) above.clone();
    for (InFlightEvent event : events) {
      if (event.from > lowest) {
        bits.set((int) (event.from - lowest), (int) (event.offset + 1 - lowest));
      } else if (event.offset >= lowest) {
        long passed = event.offset + 1 - lowest;
        bits = passed < bits.length() ? bits.get((int) passed, bits.length()) : new BitSet();
        lowest += passed;
        int run = bits.nextClearBit(0);
        if (run > 0) {
          bits = bits.get(run, Math.max(run, bits.length()));
          lowest += run;
        }
      }
    }
    return new Watermark(lowest, bits);
  }

  private static Watermark at(long offset, BitSet bits) {
    int run = bits.nextClearBit(0);
    return new Watermark(offset + run, bits.get(run, Math.max(run, bits.length())));
  }

  /** What Kafka is told. */
  OffsetAndMetadata toCommit() {
    return above.isEmpty()
        ? new OffsetAndMetadata(offset)
        : new OffsetAndMetadata(
            offset, PREFIX + Base64.getEncoder().encodeToString(above.toByteArray()));
  }
}
