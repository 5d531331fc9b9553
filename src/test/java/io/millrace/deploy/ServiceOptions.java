package io.millrace.deploy;

import io.millrace.serve.config.MillraceConfig;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The service's options as it reads them from an environment. */
final class ServiceOptions {
  private static final String PROPERTIES = "application.properties";

  private ServiceOptions() {}

  /** As the service would see it, with its own properties below. */
  static SmallRyeConfig read(Map<String, String> environment) throws IOException {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .addDefaultInterceptors()
        .withSources(
            new PropertiesConfigSource(
                ServiceOptions.class.getClassLoader().getResource(PROPERTIES), 250),
            new EnvConfigSource(environment, 300))
        .withMapping(MillraceConfig.class)
        .build();
  }

  /** Names of variables that mean something: options of the service and of Kafka's clients. */
  static Set<String> variables() {
    Stream<String> own =
        ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(MillraceConfig.class))
            .keySet()
            .stream();
    Stream<String> kafka =
        Stream.of(ConsumerConfig.configNames(), ProducerConfig.configNames())
            .flatMap(Set::stream)
            .map(key -> "kafka." + key);
    return Stream.concat(own, kafka).map(ServiceOptions::variable).collect(Collectors.toSet());
  }

  /** MicroProfile Config's rule. */
  private static String variable(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
