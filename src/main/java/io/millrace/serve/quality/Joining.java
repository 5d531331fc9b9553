package io.millrace.serve.quality;

import io.millrace.serve.event.Outcome;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Joins what is said of an event with its prediction, by the event's id, whichever comes first.
 *
 * <p>A prediction, an audit and a label count once each, whatever is repeated; the first label
 * stands. What is joined has the time of the later of the two. A prediction is remembered for twice
 * the join window, so that what comes too late can be told from what nobody has predicted.
 *
 * <p>Confined to the topology's thread.
 */
final class Joining implements Processor<String, Sighting, String, Sighting> {
  /** The store's name. */
  static final String STORE = "remembered";

  private static final Duration SWEEP = Duration.ofMinutes(1);

  /**
   * What is known of an event.
   *
   * <p>Immutable.
   *
   * @param prediction null while it is waited for
   * @param timeMs of the prediction, or of what came first
   * @param audited what the last stage said; null if nothing
   * @param told the label that was told; null if none
   */
  record Memory(Sighting prediction, long timeMs, String audited, String told) {
    Memory with(Sighting said) {
      return said.kind() == Sighting.Kind.AUDITED
          ? new Memory(prediction, timeMs, said.label(), told)
          : new Memory(prediction, timeMs, audited, said.label());
    }

    String said(Sighting.Kind kind) {
      return kind == Sighting.Kind.AUDITED ? audited : told;
    }
  }

  private final QualityPolicy policy;
  private final Consumer<Reason> dropped;
  private ProcessorContext<String, Sighting> context;
  private KeyValueStore<String, Memory> memories;
  private long size;

  Joining(QualityPolicy policy, Consumer<Reason> dropped) {
    this.policy = policy;
    this.dropped = dropped;
  }

  @Override
  public void init(ProcessorContext<String, Sighting> context) {
    this.context = context;
    memories = context.getStateStore(STORE);
    size = memories.approximateNumEntries();
    context.schedule(SWEEP, PunctuationType.STREAM_TIME, this::sweep);
  }

  @Override
  public void process(Record<String, Sighting> record) {
    Memory memory = memories.get(record.key());
    if (record.value().kind() == Sighting.Kind.PREDICTED) {
      predicted(record, memory);
    } else {
      said(record, memory);
    }
  }

  private void predicted(Record<String, Sighting> record, Memory memory) {
    if (memory != null && memory.prediction() != null) {
      dropped.accept(Reason.REPEATED);
      return;
    }
    context.forward(byBundle(record, record.value()));
    Memory now =
        new Memory(
            record.value(),
            record.timestamp(),
            memory == null ? null : memory.audited(),
            memory == null ? null : memory.told());
    remember(record.key(), memory, now);
    if (memory != null) {
      join(record, now, Sighting.Kind.AUDITED, Math.max(memory.timeMs(), record.timestamp()));
      join(record, now, Sighting.Kind.TOLD, Math.max(memory.timeMs(), record.timestamp()));
    }
  }

  private void said(Record<String, Sighting> record, Memory memory) {
    Sighting said = record.value();
    if (memory == null) {
      remember(record.key(), null, new Memory(null, record.timestamp(), null, null).with(said));
      return;
    }
    String before = memory.said(said.kind());
    if (before != null) {
      dropped.accept(before.equals(said.label()) ? Reason.REPEATED : Reason.CONTRADICTORY);
    } else if (memory.prediction() == null) {
      remember(record.key(), memory, memory.with(said));
    } else if (record.timestamp() - memory.timeMs() > policy.joinWindow().toMillis()) {
      dropped.accept(Reason.LATE);
    } else {
      Memory now = memory.with(said);
      remember(record.key(), memory, now);
      join(record, now, said.kind(), Math.max(memory.timeMs(), record.timestamp()));
    }
  }

  private void remember(String id, Memory before, Memory now) {
    if (before == null && size >= policy.remembered()) {
      dropped.accept(Reason.FULL);
      return;
    }
    size += before == null ? 1 : 0;
    memories.put(id, now);
  }

  private void join(Record<String, Sighting> record, Memory memory, Sighting.Kind kind, long time) {
    String said = memory.said(kind);
    if (said != null) {
      Sighting prediction = memory.prediction();
      Sighting joined = prediction.said(kind, said, isRight(prediction, kind, said));
      context.forward(byBundle(record, joined).withTimestamp(time));
    }
  }

  /** An abstention is right if the event is out of scope. */
  private static boolean isRight(Sighting prediction, Sighting.Kind kind, String said) {
    return kind == Sighting.Kind.TOLD && prediction.outcome() == Outcome.ABSTAINED
        ? said.equals(QualityTopology.OUT_OF_SCOPE)
        : said.equals(prediction.label());
  }

  private static Record<String, Sighting> byBundle(
      Record<String, Sighting> record, Sighting sighting) {
    return record.withKey(sighting.bundle()).withValue(sighting);
  }

  /** Forgets what can be joined no more. */
  private void sweep(long nowMs) {
    try (KeyValueIterator<String, Memory> all = memories.all()) {
      while (all.hasNext()) {
        KeyValue<String, Memory> entry = all.next();
        long ageMs = nowMs - entry.value.timeMs();
        boolean isWaiting = entry.value.prediction() == null;
        if (ageMs
            > (isWaiting ? QualityPolicy.PATIENCE : policy.joinWindow().multipliedBy(2))
                .toMillis()) {
          memories.delete(entry.key);
          size--;
          if (isWaiting) {
            dropped.accept(Reason.UNKNOWN_ID);
          }
        }
      }
    }
  }
}
