package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  @Test
  void keepsRecordsAndGroupOffsetsOverARestartOnTheSamePort(@TempDir Path directory)
      throws Exception {
    int port;
    try (EmbeddedBroker broker = EmbeddedBroker.start(0, directory)) {
      port = broker.port();
      broker.createTopic("rivers", 2);
      produce(broker, "avon", "brenta", "clyde");
      assertThat(consume(broker, 3)).containsExactlyInAnyOrder("avon", "brenta", "clyde");
    }

    try (EmbeddedBroker broker = EmbeddedBroker.start(port, directory)) {
      assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
      broker.createTopic("rivers", 2);
      produce(broker, "drava");
      assertThat(consume(broker, 1)).containsExactly("drava");
    }
  }

  @Test
  void deletesItsTemporaryDirectory() throws Exception {
    Path directory;
    try (EmbeddedBroker broker = EmbeddedBroker.start(0)) {
      directory = broker.directory();
      broker.createTopic("rivers", 1);
      produce(broker, "avon");
      assertThat(directory.resolve("rivers-0")).isDirectory();
    }

    assertThat(directory).doesNotExist();
  }

  @Test
  void refusesATakenPort(@TempDir Path directory) throws Exception {
    try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedBroker.start(taken.getLocalPort(), directory))
          .isInstanceOf(IOException.class)
          .hasMessage("Port " + taken.getLocalPort() + " is taken");
    }

    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void refusesADirectoryThatAnotherBrokerHolds(@TempDir Path directory) throws Exception {
    try (EmbeddedBroker holder = EmbeddedBroker.start(0, directory)) {
      assertThatThrownBy(() -> EmbeddedBroker.start(0, directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(directory.toString());
      holder.createTopic("rivers", 1);
      produce(holder, "avon");
      assertThat(consume(holder, 1)).containsExactly("avon");
    }
  }

  private static void produce(EmbeddedBroker broker, String... values) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "max.block.ms", "10000");
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>("rivers", value)).get();
      }
    }
  }

  /** The values that the group has not committed yet; fails if there are fewer after 20 s. */
  private static List<String> consume(EmbeddedBroker broker, int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "group.id", "readers",
            "auto.offset.reset", "earliest",
            "enable.auto.commit", "false");
    List<String> values = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("rivers"));
      for (int poll = 0; values.size() < count && poll < 200; poll++) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
      consumer.commitSync();
    }
    return values;
  }
}
