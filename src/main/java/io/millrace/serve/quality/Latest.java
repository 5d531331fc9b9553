package io.millrace.serve.quality;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the newest record of each key of the quality topic, whoever wrote it. A window that was
 * written again is not newer than one that ended after it.
 *
 * <p>Confined to the thread of the global store.
 */
final class Latest implements Processor<String, String, Void, Void> {
  private KeyValueStore<String, String> latest;

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    latest = context.getStateStore(QualityTopology.LATEST);
  }

  @Override
  public void process(Record<String, String> record) {
    if (record.key() == null) {
      return;
    }
    String before = latest.get(record.key());
    if (before == null || QualityJson.end(before) <= QualityJson.end(record.value())) {
      latest.put(record.key(), record.value());
    }
  }
}
