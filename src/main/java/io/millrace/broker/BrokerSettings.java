package io.millrace.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * The server properties of a broker that is alone and its own controller.
 *
 * <p>Immutable.
 *
 * @param port where clients connect, on the loopback interface
 * @param controllerPort where the broker finds its own controller
 * @param directory holds log segments and metadata
 * @param further server properties, which win over those written here
 */
record BrokerSettings(int port, int controllerPort, Path directory, Map<String, String> further) {
  static final int NODE = 1;
  static final String HOST = "127.0.0.1";
  static final String CONTROLLER = "CONTROLLER";

  /** Fixed, so that formatting a directory again finds it its own. */
  static final String CLUSTER = "TWlsbHJhY2VFbWJlZGRlZA";

  private static final Map<String, String> ALONE =
      Map.of(
          "process.roles", "broker,controller",
          "node.id", Integer.toString(NODE),
          "listener.security.protocol.map", "CLIENTS:PLAINTEXT," + CONTROLLER + ":PLAINTEXT",
          "inter.broker.listener.name", "CLIENTS",
          "controller.listener.names", CONTROLLER,
          "offsets.topic.replication.factor", "1",
          "transaction.state.log.replication.factor", "1",
          "transaction.state.log.min.isr", "1",
          "share.coordinator.state.topic.replication.factor", "1",
          "share.coordinator.state.topic.min.isr", "1");

  private static final Map<String, String> QUICK =
      Map.of(
          // A group of one is complete: nobody to wait for.
          "group.initial.rebalance.delay.ms", "0",
          // 50 partitions of each internal topic would be 100 directories to open at every start.
          "offsets.topic.num.partitions", "1",
          "transaction.state.log.num.partitions", "1",
          "share.coordinator.state.topic.num.partitions", "1",
          // What a killed producer has left open is aborted this soon after its timeout.
          "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000",
          // Topics that nobody created: enough for a few services to share.
          "num.partitions", "4",
          // Room for a dead letter: a record of 1 MiB, Kafka's usual limit, with its reason.
          "message.max.bytes", "4194304",
          // The cleaner takes 128 MiB of heap by default.
          "log.cleaner.dedupe.buffer.size", "8388608",
          "server.max.startup.time.ms", "60000");

  /** Says where the topics live, and that nobody else will ever hold a replica. */
  Properties properties() {
    Properties properties = new Properties();
    properties.putAll(ALONE);
    properties.putAll(QUICK);
    properties.put("log.dirs", directory.toString());
    properties.put(
        "listeners", "CLIENTS://" + HOST + ":" + port + "," + CONTROLLER + "://" + controller());
    properties.put("advertised.listeners", "CLIENTS://" + HOST + ":" + port);
    // Static voters: the directory does not remember the controller's port, so it may change.
    properties.put("controller.quorum.voters", NODE + "@" + controller());
    properties.putAll(further);
    return properties;
  }

  private String controller() {
    return HOST + ":" + controllerPort;
  }
}
