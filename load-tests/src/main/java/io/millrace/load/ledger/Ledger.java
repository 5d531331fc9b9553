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

  private final String run;
  private final long warmUpNanos;
  private final boolean isOrdered;
  private final Latencies latencies = new Latencies();
  private final Map<Integer, Integer> lastAnsweredOfKey = new HashMap<>();

  /** Hash of the value of each event that must become a dead letter. */
  private final Map<Integer, Integer> condemned = new HashMap<>();

  private Listener listener = (_, _) -> {};
  private long[] dueNanos = new long[INITIAL];
  private int[] keys = new int[INITIAL];

  /** Outputs of each event, and whether one of them was a dead letter. */
  private byte[] outputs = new byte[INITIAL];

  private boolean[] isSent = new boolean[INITIAL];

  /** Latency of each event; 0 before its answer. */
  private int[] micros = new int[INITIAL];

  private int due;
  private int sent;
  private int waiting;
  private int refused;
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
    this(run, warmUp, true);
  }

  /** The same; without order, answers may come as they like within a key, too. */
  public Ledger(String run, Duration warmUp, boolean isOrdered) {
    this.run = run;
    this.isOrdered = isOrdered;
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
    micros = Arrays.copyOf(micros, capacity);
  }

  /** The event cannot be answered: it must become a dead letter of these bytes. */
  public synchronized void condemned(int event, byte[] value) {
    condemned.put(event, Arrays.hashCode(value));
  }

  /** Kafka has the event. */
  public synchronized void sent(int event) {
    isSent[event] = true;
    sent++;
    waiting += outputs[event] == 0 ? 1 : 0;
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
    waiting -= isSent[event] ? 1 : 0;
    micros[event] = micros(event, nanos);
    if (output.isDeadLetter()) {
      deadLettered++;
      return;
    }
    answered++;
    lastAnswerNanos = nanos;
    listener.answered(event, output);
    if (isOrdered) {
      inOrder(event);
    }
    if (dueNanos[event] - firstDueNanos >= warmUpNanos) {
      latencies.counted(micros[event], output.serviceMs());
    } else {
      latencies.warmUp(micros[event]);
    }
  }

  /** At least one, so that it tells what was answered. */
  private int micros(int event, long nanos) {
    return Math.clamp((nanos - dueNanos[event]) / 1_000, 1, Integer.MAX_VALUE);
  }

  /** The service would not take the event, and said so, or did not say anything. */
  public synchronized void refused(int event) {
    if (outputs[event]++ == 0) {
      refused++;
      waiting--;
    }
  }

  /**
   * The latency in ms that a share of the events in a range of numbers is within; those without an
   * answer count with what they have waited.
   */
  public synchronized double quantileMs(int from, int to, double share, long nowNanos) {
    int[] found = new int[to - from];
    for (int event = from; event < to; event++) {
      found[event - from] = micros[event] > 0 ? micros[event] : micros(event, nowNanos);
    }
    Arrays.sort(found);
    return found.length == 0 ? Double.NaN : found[(int) Math.ceil(share * found.length) - 1] / 1e3;
  }

  /** Events in a range of numbers that have an answer. */
  public synchronized int answered(int from, int to) {
    int found = 0;
    for (int event = from; event < to; event++) {
      found += micros[event] > 0 ? 1 : 0;
    }
    return found;
  }

  /** Latencies since the last time this was asked. */
  public synchronized Latencies.Interval takeInterval() {
    return latencies.take();
  }

  /** Latencies that count, in microseconds: a copy. */
  public synchronized Histogram latencies() {
    return latencies.all();
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
    double seconds = Math.max(1, lastAnswerNanos - firstDueNanos) / 1e9;
    return new Standing(
        due,
        sent,
        answered,
        deadLettered,
        waiting,
        refused,
        duplicated,
        inversions,
        wrong,
        condemned.size(),
        latencies.latency(),
        latencies.service(),
        answered / seconds);
  }
}
