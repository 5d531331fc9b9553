package io.millrace.serve.quality;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Counts what was learned of a bundle's events, and writes the figures of each window when its last
 * slot has ended, and again when something late has changed them.
 *
 * <p>Confined to the topology's thread.
 */
final class Windows implements Processor<String, Sighting, String, String> {
  /** The store's name. */
  static final String CLOCKS = "clocks";

  /**
   * How far a bundle's time has come.
   *
   * @param slot of the newest record
   * @param dirty the oldest slot that has changed since windows were written
   */
  record Clock(long slot, long dirty) {}

  private final QualityPolicy policy;
  private final QualityListener listener;
  private ProcessorContext<String, String> context;
  private KeyValueStore<String, Clock> clocks;
  private Slots slots;
  private Drift drift;
  private Raises raises;

  Windows(QualityPolicy policy, QualityListener listener) {
    this.policy = policy;
    this.listener = listener;
  }

  @Override
  public void init(ProcessorContext<String, String> context) {
    this.context = context;
    clocks = context.getStateStore(CLOCKS);
    slots =
        new Slots(
            context.getStateStore(Slots.TALLIES), context.getStateStore(Slots.LABELS), policy);
    drift =
        new Drift(
            context.getStateStore(Drift.BASELINES),
            context.getStateStore(Drift.WATCHES),
            policy.drift(),
            listener);
    raises = new Raises(context.getStateStore(Raises.STORE), policy.rule());
  }

  @Override
  public void process(Record<String, Sighting> record) {
    String bundle = record.key();
    long slot = slots.slot(record.timestamp());
    Clock clock = clocks.get(bundle);
    if (clock == null) {
      clock = new Clock(slot, slot);
    }
    if (slot <= clock.slot() - kept()) {
      listener.dropped(Reason.LATE);
      return;
    }
    if (slot > clock.slot()) {
      write(record, clock);
      slots.forget(bundle, slot - kept());
      clock = new Clock(slot, slot);
    }
    slots.count(slot, record.value());
    clocks.put(bundle, new Clock(clock.slot(), Math.min(clock.dirty(), slot)));
    for (Drift.Alarm alarm : drift.see(record.value(), record.timestamp())) {
      context.forward(new Record<>(alarm.key(), QualityJson.write(alarm), record.timestamp()));
    }
    raises
        .see(record.value(), record.timestamp())
        .ifPresent(
            raise ->
                context.forward(
                    new Record<>(raise.key(), QualityJson.write(raise), record.timestamp())));
  }

  /** Slots that are kept: those of a window, and those that something late may still change. */
  private long kept() {
    return policy.slots() + QualityPolicy.LATENESS.toMillis() / policy.hop().toMillis();
  }

  private void write(Record<String, Sighting> record, Clock clock) {
    for (long last = clock.dirty(); last <= clock.slot(); last++) {
      boolean isNewest = last == clock.slot();
      for (WindowFigures figures : slots.window(record.key(), last)) {
        context.forward(
            new Record<>(figures.key(), QualityJson.write(figures), record.timestamp()));
        if (isNewest && figures.tenant().equals(Tenants.ALL)) {
          listener.window(figures.bundle(), figures.stage(), figures.toMs(), figures.shares());
        }
      }
    }
  }
}
