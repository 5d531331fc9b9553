package io.millrace.deploy;

import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ports and user of the service, from where they are set. */
final class ServiceFacts {
  private static final Path IMAGE = Path.of("deploy/Containerfile");

  private ServiceFacts() {}

  /** Ports by the names that the manifests use. */
  static Map<String, Integer> ports() throws IOException {
    return Map.of(
        "http", port("quarkus.http.port", VertxHttpConfig.class),
        "management", port("quarkus.management.port", ManagementConfig.class));
  }

  private static int port(String key, Class<?> options) throws IOException {
    try {
      String byDefault = options.getMethod("port").getAnnotation(WithDefault.class).value();
      return ServiceOptions.read(Map.of())
          .getOptionalValue(key, Integer.class)
          .orElse(Integer.valueOf(byDefault));
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  /** The user that the image runs as. */
  static long imageUser() throws IOException {
    Matcher user = Pattern.compile("(?m)^USER (\\d+):\\d+$").matcher(Files.readString(IMAGE));
    if (!user.find()) {
      throw new AssertionError(IMAGE + ": no USER");
    }
    return Long.parseLong(user.group(1));
  }
}
