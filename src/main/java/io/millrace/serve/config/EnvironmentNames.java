package io.millrace.serve.config;

import io.smallrye.config.ConfigMappings;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Environment variables that look like options and are none. A variable's name cannot be turned
 * back into a key, so nothing else notices a misspelt one.
 */
public final class EnvironmentNames {
  private static final String PREFIX = "MILLRACE_";

  /** The launcher's, and the one by which tests find data. */
  private static final Set<String> OTHERS = Set.of("MILLRACE_JAVA_OPTIONS", "MILLRACE_DATA");

  /** What Kubernetes sets in every pod beside a Service whose name begins with {@code millrace}. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_SERVICE_(HOST|PORT(_\\w+)?)|.*_PORT(_\\d+_(TCP|UDP|SCTP)(_\\w+)?)?");

  private EnvironmentNames() {}

  /** Those of the variables that would set an option if there were one of that name, sorted. */
  public static List<String> unknown(Collection<String> variables) {
    Set<String> known =
        Stream.concat(options(), OTHERS.stream()).collect(Collectors.toUnmodifiableSet());
    return variables.stream()
        .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
        .filter(name -> !SERVICE_LINK.matcher(name).matches())
        .sorted()
        .toList();
  }

  private static Stream<String> options() {
    return ConfigMappings.getProperties(
            ConfigMappings.ConfigClass.configClass(MillraceConfig.class))
        .keySet()
        .stream()
        .map(key -> key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT));
  }
}
