package io.millrace.load.ledger;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Every event by its number, and what became of it.
 *
 * <p>Order within a key is judged by first answers alone: after a crash events are answered again
 * from the last commit on, which is doubling and no disorder.
 *
 * <p>Safe for use by many threads: the generator enters what is due, the producer what is sent, the
 * reader what came back.
 */
public final class Ledger {
  private static final int INITIAL = 1 << 16;
  private static final long HIGHEST_MICROS = Duration.ofHours(1).toNanos() / 1_000;
  private static final int DIGITS = 3;

  private final String run;
  private final long warmUpNanos;
  private final Histogram micros = new Histogram(HIGHEST_MICROS, DIGITS);
  private final Map<Integer, Integer> lastAnsweredOfKey = new HashMap<>();

  /** Hash of the value of each event that must become a dead letter. */
  private final Map<Integer, Integer> condemned = new HashMap<>();

  private Listener listener = (_, _) -> {};
  private long[] dueNanos = new long[INITIAL];
  private int[] keys = new int[INITIAL];

  /** Outputs of each event, and whether one of them was a dead letter. */
  private byte[] outputs = new byte[INITIAL];

  private boolean[] isSent = new boolean[INITIAL];
  private int due;
  private int sent;
  private int answered;
  private int deadLettered;
  private int duplicated;
  private int inversions;
  private int wrong;
  private long firstDueNanos;
  private long lastAnswerNanos;

  /**
   * Starts empty.
   *
   * @param run tells the events of this run from those of others in the same topic
   * @param warmUp latencies of events that are due before this are not counted
   */
  public Ledger(String run, Duration warmUp) {
    this.run = run;
    this.warmUpNanos = warmUp.toNanos();
  }

  /** The name of an event in Kafka. */
  public String id(int event) {
    return run + "-" + event;
  }

  /** Enters an event that ought to be sent at this instant; returns its number. */
  public synchronized int due(int key, long nanos) {
    if (due == 0) {
      firstDueNanos = nanos;
    }
    if (due == keys.length) {
      grow(2 * due);
    }
    dueNanos[due] = nanos;
    keys[due] = key;
    return due++;
  }

  private void grow(int capacity) {
    dueNanos = Arrays.copyOf(dueNanos, capacity);
    keys = Arrays.copyOf(keys, capacity);
    outputs = Arrays.copyOf(outputs, capacity);
    isSent = Arrays.copyOf(isSent, capacity);
  }

  /** The event cannot be answered: it must become a dead letter of these bytes. */
  public synchronized void condemned(int event, byte[] value) {
    condemned.put(event, Arrays.hashCode(value));
  }

  /** Kafka has the event. */
  public synchronized void sent(int event) {
    isSent[event] = true;
    sent++;
  }

  /** Something came out of the service. */
  public synchronized void received(Received output, long nanos) {
    int event = event(output.id());
    if (event < 0) {
      return;
    }
    if (!isAsItMust(event, output)) {
      wrong++;
    }
    if (++outputs[event] > 1) {
      outputs[event] = 2;
      duplicated++;
      return;
    }
    if (output.isDeadLetter()) {
      deadLettered++;
      return;
    }
    answered++;
    lastAnswerNanos = nanos;
    listener.answered(event, output);
    inOrder(event);
    if (dueNanos[event] - firstDueNanos >= warmUpNanos) {
      long latency = Math.max(0, (nanos - dueNanos[event]) / 1_000);
      micros.recordValue(Math.min(latency, HIGHEST_MICROS));
    }
  }

  /** From now on hears of each event's first prediction, one at a time. */
  public synchronized void listen(Listener listener) {
    this.listener = listener;
  }

  /** Looks at predictions as they come. */
  public interface Listener {
    /** An event was answered. */
    void answered(int event, Received prediction);
  }

  /** The number in a name; negative if the event is another run's. */
  private int event(String id) {
    if (id == null || !id.startsWith(run + "-")) {
      return -1;
    }
    int event = Integer.parseInt(id, run.length() + 1, id.length(), 10);
    return event < due ? event : -1;
  }

  private boolean isAsItMust(int event, Received output) {
    Integer condemnedHash = condemned.get(event);
    return output.isDeadLetter() == (condemnedHash != null)
        && output.key().equals("key-" + keys[event])
        && (condemnedHash == null || condemnedHash == Arrays.hashCode(output.value()))
        && (output.isDeadLetter() || output.names(id(event)));
  }

  private void inOrder(int event) {
    Integer last = lastAnsweredOfKey.get(keys[event]);
    if (last != null && last > event) {
      inversions++;
    } else {
      lastAnsweredOfKey.put(keys[event], event);
    }
  }

  /** How it stands now. */
  public synchronized Standing standing() {
    int lost = 0;
    for (int event = 0; event < due; event++) {
      lost += isSent[event] && outputs[event] == 0 ? 1 : 0;
    }
    double seconds = Math.max(1, lastAnswerNanos - firstDueNanos) / 1e9;
    return new Standing(
        due,
        sent,
        answered,
        deadLettered,
        lost,
        duplicated,
        inversions,
        wrong,
        condemned.size(),
        new Latency(
            micros.getValueAtPercentile(50) / 1e3,
            micros.getValueAtPercentile(99) / 1e3,
            micros.getValueAtPercentile(99.9) / 1e3),
        answered / seconds);
  }
}
