package io.millrace.load;

import io.millrace.load.rig.Way;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Flags that say where the service is, and how it is reached. */
final class WayOptions {
  private static final int TOPICS = 3;

  @Option(
      names = "--over",
      defaultValue = "kafka",
      paramLabel = "WAY",
      description = "kafka (default), http (POST /predict) or oip (Open Inference Protocol)")
  private String over;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "A broker with a service on it that runs already; for scenarios without faults")
  private Optional<String> bootstrap;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "Properties of Kafka's clients, for TLS and SASL")
  private Optional<Path> client;

  @Option(
      names = "--topics",
      paramLabel = "IN,OUT,DEAD",
      split = ",",
      defaultValue = "millrace.events,millrace.predictions,millrace.dead-letters",
      description = "Topics of the service with --bootstrap (default: ${DEFAULT-VALUE})")
  private String[] topics;

  @Option(
      names = "--group",
      defaultValue = "millrace",
      description = "Consumer group of the service (default: millrace)")
  private String group;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "A service that runs already, with --over http or oip; for scenarios without faults")
  private Optional<URI> url;

  @Option(
      names = "--model",
      defaultValue = "clinc150",
      description = "Asked for by --over oip (default: clinc150)")
  private String model;

  /**
   * What they come to.
   *
   * @throws ParameterException if they do not go together
   */
  Way way(CommandLine line) {
    Way.Over way = over(line);
    boolean isKafka = way == Way.Over.KAFKA;
    require(line, topics.length == TOPICS, "--topics: expected three names");
    require(line, url.isEmpty() || !isKafka, "--url needs --over http or --over oip");
    require(line, bootstrap.isEmpty() || isKafka, "--bootstrap needs --over kafka");
    require(line, client.isEmpty() || bootstrap.isPresent(), "--command-config needs --bootstrap");
    boolean isHttp =
        url.map(each -> String.valueOf(each.getScheme()).startsWith("http")).orElse(true);
    require(line, isHttp, "--url: expected http://HOST:PORT or https://HOST:PORT");
    return new Way(
        way,
        bootstrap,
        client.map(file -> read(line, file)).orElse(Map.of()),
        new Way.Topics(topics[0], topics[1], topics[2], group),
        url,
        model);
  }

  private Way.Over over(CommandLine line) {
    for (Way.Over each : Way.Over.values()) {
      if (each.name().equalsIgnoreCase(over)) {
        return each;
      }
    }
    throw new ParameterException(line, "--over: expected kafka, http or oip, found " + over);
  }

  private static void require(CommandLine line, boolean isSo, String message) {
    if (!isSo) {
      throw new ParameterException(line, message);
    }
  }

  private static Map<String, Object> read(CommandLine line, Path file) {
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new ParameterException(
          line, "--command-config: cannot read " + file + ": " + unreadable.getMessage());
    }
    Map<String, Object> settings = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }
}
