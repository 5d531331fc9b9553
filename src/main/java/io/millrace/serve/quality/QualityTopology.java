package io.millrace.serve.quality;

import io.millrace.serve.quality.evidence.DriftWatch;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology: see the package.
 *
 * <p>Stores are in memory, and in changelog topics: nothing has to stay on the process's own disk.
 * What an event changes several times between two commits is written once.
 *
 * <p>Immutable.
 *
 * @param clock tells timestamps that lie in the future
 */
public record QualityTopology(QualityPolicy policy, QualityListener listener, InstantSource clock) {
  /** What feedback calls an event that none of the labels fits. */
  static final String OUT_OF_SCOPE = "oos";

  /** The store of the newest figures, which every process holds whole. */
  static final String LATEST = "latest";

  /** The topology. */
  public Topology build() {
    StreamsBuilder builder = new StreamsBuilder();
    QualityPolicy.Topics topics = policy.topics();
    KStream<String, Sighting> said =
        read(builder, topics.audits(), (value, _) -> QualityJson.audit(value))
            .merge(read(builder, topics.feedback(), (value, _) -> QualityJson.feedback(value)));
    KStream<String, String> figures =
        read(builder, topics.predictions(), this::prediction)
            .merge(said)
            .repartition(repartitioned("by-id"))
            .process(processor(() -> new Joining(policy, listener::dropped), remembered()))
            .repartition(repartitioned("by-bundle"))
            .process(processor(() -> new Windows(policy, listener), counted()));
    Produced<String, String> text = Produced.with(Serdes.String(), Serdes.String());
    figures.filterNot(QualityTopology::isPolicy).to(topics.quality(), text);
    if (policy.rule().isPresent()) {
      figures.filter(QualityTopology::isPolicy).to(topics.policy(), text);
    }
    builder.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(LATEST), Serdes.String(), Serdes.String())
            .withLoggingDisabled(),
        topics.quality(),
        Consumed.with(Serdes.String(), Serdes.String()),
        Latest::new);
    return builder.build();
  }

  private static boolean isPolicy(String key, String value) {
    return key.startsWith(Raises.KEY + "|");
  }

  private Optional<QualityJson.Read> prediction(byte[] value, Headers headers) {
    return QualityJson.prediction(value, headers, policy.tenants());
  }

  private KStream<String, Sighting> read(
      StreamsBuilder builder,
      String topic,
      BiFunction<byte[], Headers, Optional<QualityJson.Read>> reader) {
    return builder.stream(
            topic,
            Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                .withTimestampExtractor(
                    new SkewGuard(clock, () -> listener.dropped(Reason.CLOCK_SKEW))))
        .process(() -> new Reading(reader));
  }

  /** Passes on what can be read, by the event's id; without headers, which nobody needs further. */
  private final class Reading extends ContextualProcessor<byte[], byte[], String, Sighting> {
    private final BiFunction<byte[], Headers, Optional<QualityJson.Read>> reader;

    Reading(BiFunction<byte[], Headers, Optional<QualityJson.Read>> reader) {
      this.reader = reader;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      Optional<QualityJson.Read> read = reader.apply(record.value(), record.headers());
      if (read.isEmpty()) {
        listener.dropped(Reason.MALFORMED);
      } else if (isUnknown(read.get().sighting())) {
        listener.dropped(Reason.UNKNOWN_LABEL);
      } else {
        context().forward(new Record<>(read.get().id(), read.get().sighting(), record.timestamp()));
      }
    }
  }

  private boolean isUnknown(Sighting seen) {
    return seen.kind() == Sighting.Kind.TOLD
        && !seen.label().equals(OUT_OF_SCOPE)
        && !policy.labels().contains(seen.label());
  }

  private static Repartitioned<String, Sighting> repartitioned(String name) {
    return Repartitioned.<String, Sighting>as(name)
        .withKeySerde(Serdes.String())
        .withValueSerde(QualityJson.serde(Sighting.class));
  }

  private static List<StoreBuilder<?>> remembered() {
    return List.of(store(Joining.STORE, QualityJson.serde(Joining.Memory.class)));
  }

  private static List<StoreBuilder<?>> counted() {
    return List.of(
        store(Slots.TALLIES, QualityJson.serde(Tally.class)),
        store(Slots.LABELS, Serdes.Long()),
        store(Windows.CLOCKS, QualityJson.serde(Windows.Clock.class)),
        store(Raises.STORE, QualityJson.serde(Raises.Raised.class)),
        store(Drift.BASELINES, QualityJson.serde(Drift.Reference.class)),
        store(Drift.WATCHES, QualityJson.serde(DriftWatch.State.class)));
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
        .withCachingEnabled()
        .withLoggingEnabled(Map.of());
  }

  private static <K, V, L, W> ProcessorSupplier<K, V, L, W> processor(
      Supplier<Processor<K, V, L, W>> maker, List<StoreBuilder<?>> stores) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<K, V, L, W> get() {
        return maker.get();
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.copyOf(stores);
      }
    };
  }
}
