package io.millrace.serve.quality;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/**
 * The topology, running.
 *
 * <p>Any number of processes share the work; each has all figures. A thread that fails is replaced,
 * and goes on from the last commit.
 *
 * <p>Safe for use by many threads.
 */
public final class QualityStreams implements QualityView, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(QualityStreams.class.getName());
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final QualityTopology topology;
  private final Map<String, Object> kafka;
  private final Optional<String> instance;
  private volatile KafkaStreams streams;

  /**
   * Starts nothing.
   *
   * @param kafka settings of Kafka's clients: where and how to connect
   * @param instance a name that this process keeps over a restart, as for the service
   */
  public QualityStreams(
      QualityTopology topology, Map<String, Object> kafka, Optional<String> instance) {
    this.topology = topology;
    this.kafka = kafka;
    this.instance = instance;
  }

  /**
   * Makes the topics that are missing, and begins. Blocks while Kafka is asked for them.
   *
   * @throws KafkaException if Kafka cannot be reached or refuses
   */
  public void start() throws InterruptedException {
    makeTopics();
    KafkaStreams made = new KafkaStreams(topology.build(), properties());
    made.setUncaughtExceptionHandler(
        failure -> {
          LOG.log(
              Level.WARNING, "Quality: a thread failed and is replaced: {0}", failure.toString());
          return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
    made.start();
    streams = made;
  }

  private void makeTopics() throws InterruptedException {
    QualityPolicy.Topics names = topology.policy().topics();
    List<NewTopic> topics =
        Stream.of(
                names.predictions(),
                names.audits(),
                names.feedback(),
                names.quality(),
                names.policy())
            .map(name -> new NewTopic(name, Optional.empty(), Optional.empty()))
            .toList();
    // Figures and thresholds: the newest of each are what counts.
    topics
        .subList(topics.size() - 2, topics.size())
        .forEach(topic -> topic.configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact")));
    try (Admin admin = Admin.create(kafka)) {
      // Who made the topics beforehand need not grant the right to make any.
      Set<String> there = admin.listTopics().names().get();
      List<NewTopic> missing =
          topics.stream().filter(topic -> !there.contains(topic.name())).toList();
      for (Map.Entry<String, KafkaFuture<Void>> made :
          admin.createTopics(missing).values().entrySet()) {
        await(made.getKey(), made.getValue());
      }
    } catch (ExecutionException failure) {
      throw new KafkaException(
          "Topics cannot be listed: " + failure.getCause().getMessage(), failure.getCause());
    }
  }

  private static void await(String topic, KafkaFuture<Void> made) throws InterruptedException {
    try {
      made.get();
    } catch (ExecutionException failure) {
      if (!(failure.getCause() instanceof TopicExistsException)) {
        throw new KafkaException(
            "Topic " + topic + ": " + failure.getCause().getMessage(), failure.getCause());
      }
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.putAll(kafka);
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, topology.policy().group());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    instance.ifPresent(name -> properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name));
    return properties;
  }

  /** Whether records are taken. */
  public boolean isRunning() {
    return streams != null && streams.state() == KafkaStreams.State.RUNNING;
  }

  @Override
  public Optional<List<String>> figures(String model) {
    if (streams == null) {
      return Optional.empty();
    }
    List<String> figures = new ArrayList<>();
    try (KeyValueIterator<String, String> all =
        streams
            .store(
                StoreQueryParameters.fromNameAndType(
                    QualityTopology.LATEST, QueryableStoreTypes.<String, String>keyValueStore()))
            .all()) {
      all.forEachRemaining(
          entry -> {
            if (entry.key.split("\\|", 3)[1].startsWith(model + ":")) {
              figures.add(entry.value);
            }
          });
      return Optional.of(figures);
    } catch (InvalidStateStoreException notNow) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    if (streams != null) {
      streams.close(CLOSE_LIMIT);
    }
  }
}
