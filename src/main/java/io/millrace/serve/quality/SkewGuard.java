package io.millrace.serve.quality;

import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * A record's own time, unless it lies in the future: one machine whose clock is ahead would
 * otherwise end all windows, and everything that the others say would be late.
 *
 * <p>Safe for use by many threads.
 */
record SkewGuard(InstantSource clock, Runnable onSkew) implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    long now = clock.millis();
    if (record.timestamp() < 0 || record.timestamp() > now + QualityPolicy.SKEW.toMillis()) {
      onSkew.run();
      return now;
    }
    return record.timestamp();
  }
}
