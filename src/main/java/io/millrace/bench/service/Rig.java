package io.millrace.bench.service;

import io.millrace.broker.EmbeddedBroker;
import io.millrace.model.bundle.Placing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * A broker in this process, and services in processes of their own, each on topics of its own.
 *
 * <p>Not for sharing.
 */
public final class Rig implements AutoCloseable {
  private final EmbeddedBroker broker;
  private final Admin admin;
  private final Path folder;
  private int services;

  private Rig(EmbeddedBroker broker, Path folder) {
    this.broker = broker;
    this.folder = folder;
    this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  /** Starts the broker. */
  public static Rig start() throws IOException {
    Path folder = Files.createTempDirectory("millrace-bench-");
    try {
      return new Rig(EmbeddedBroker.start(0), folder);
    } catch (IOException failure) {
      Placing.remove(folder);
      throw failure;
    }
  }

  /** Where clients connect. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** A folder for what is made for the rig; goes with it. */
  public Path folder() {
    return folder;
  }

  /**
   * Topics of one service.
   *
   * @param partitions of the events, and of the predictions
   */
  public record Topics(String events, String predictions, int partitions) {}

  /** Creates topics that nobody has used. */
  public Topics topics(int partitions) throws IOException {
    services++;
    Topics topics = new Topics("events-" + services, "predictions-" + services, partitions);
    broker.createTopic(topics.events(), partitions);
    broker.createTopic(topics.predictions(), partitions);
    broker.createTopic("dead-letters", 1);
    return topics;
  }

  /** Creates a topic of one partition. */
  public void topic(String name) throws IOException {
    broker.createTopic(name, 1);
  }

  /** Starts a service on topics; blocks until it takes events. */
  ServiceProcess serve(Path bundle, Topics topics) throws IOException, InterruptedException {
    return serve(bundle, topics, Map.of());
  }

  /**
   * The same with options of its own.
   *
   * @param more as environment variables
   */
  public ServiceProcess serve(Path bundle, Topics topics, Map<String, String> more)
      throws IOException, InterruptedException {
    Map<String, String> options = new HashMap<>(more);
    options.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
    options.put("MILLRACE_BUNDLE", bundle.toAbsolutePath().toString());
    options.put("MILLRACE_TOPICS_EVENTS", topics.events());
    options.put("MILLRACE_TOPICS_PREDICTIONS", topics.predictions());
    options.put("MILLRACE_TOPICS_DEAD_LETTERS", "dead-letters");
    return ServiceProcess.start(options, folder.resolve(topics.events() + ".log"));
  }

  /** Records that a topic has had so far. */
  long count(String topic, int partitions) throws IOException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicPartition partition : partitions(topic, partitions)) {
      ends.put(partition, OffsetSpec.latest());
    }
    try {
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    } catch (ExecutionException unknown) {
      throw new IOException("Topic " + topic + ": " + unknown.getCause().getMessage(), unknown);
    }
  }

  /** All partitions of a topic. */
  public static List<TopicPartition> partitions(String topic, int partitions) {
    return IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
  }

  @Override
  public void close() throws IOException {
    admin.close(Duration.ZERO);
    broker.close();
    Placing.remove(folder);
  }
}
