package io.millrace.serve.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.GeneratedFile;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every option with its default, made from the interfaces and the comments in them. */
class OptionsTableTest {
  private static final String HEAD =
      """
      # Options

      Made from `src/main/java/io/millrace/serve/config`; to make it again:
      `./mvnw test -Dtest=OptionsTableTest -Dmillrace.write=true`. Beside these, all of Quarkus, SmallRye's channels and Kafka's clients can be set.

      | option | environment variable | type | default | meaning |
      |---|---|---|---|---|
      """;

  private final SourceComments comments =
      SourceComments.read(Path.of("src/main/java/io/millrace/serve/config"));

  OptionsTableTest() throws IOException {}

  private record Option(String key, Type type, String byDefault, String meaning) {
    String row() {
      return "| `%s` | `%s` | %s | %s | %s |\n"
          .formatted(
              key,
              key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT),
              words(type),
              byDefault.isEmpty() ? "–" : "`" + byDefault + "`",
              meaning);
    }

    private static String words(Type type) {
      return switch (type) {
        case ParameterizedType generic -> words(generic.getActualTypeArguments()[0]);
        case Class<?> word when word.isEnum() ->
            Arrays.stream(word.getEnumConstants())
                .map(constant -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining("`, `", "`", "`"));
        case Class<?> other ->
            other
                .getSimpleName()
                .replace("Optional", "")
                .replace("MemorySize", "bytes")
                .toLowerCase(Locale.ROOT);
        default -> type.getTypeName();
      };
    }
  }

  @Test
  void isUpToDate() throws IOException {
    String table = options().map(Option::row).collect(Collectors.joining("", HEAD, ""));

    GeneratedFile.require(Path.of("deploy/OPTIONS.md"), table);
  }

  @Test
  void everyOptionIsExplained() {
    List<Option> options = options().toList();

    assertThat(options).hasSizeGreaterThan(25).allMatch(option -> !option.meaning().isEmpty());
  }

  @Test
  void readmeHasTheSameDefaults() throws IOException {
    List<String> readme = Files.readAllLines(Path.of("README.md"));

    // The launcher sets the home, and the default bundle lies below it.
    options()
        .filter(option -> !option.byDefault().isEmpty() && !option.byDefault().contains("home"))
        .filter(option -> !option.key().equals("millrace.home"))
        .forEach(
            option ->
                assertThat(readme)
                    .as(option.key())
                    .anyMatch(
                        row ->
                            row.startsWith(
                                "| `%s` | `%s` |".formatted(option.key(), option.byDefault()))));
  }

  private Stream<Option> options() {
    return options("millrace", MillraceConfig.class);
  }

  private Stream<Option> options(String prefix, Class<?> type) {
    assertThat(prefix.contains(".") || type.isAnnotationPresent(ConfigMapping.class)).isTrue();
    return Arrays.stream(type.getMethods())
        .sorted(Comparator.comparing(Method::getName))
        .flatMap(method -> options(prefix + "." + name(method), method));
  }

  private Stream<Option> options(String key, Method method) {
    boolean isGroup =
        method.getReturnType().isInterface()
            && method.getReturnType().getPackage().equals(MillraceConfig.class.getPackage());
    if (isGroup) {
      return options(key, method.getReturnType());
    }
    WithDefault byDefault = method.getAnnotation(WithDefault.class);
    return Stream.of(
        new Option(
            key,
            method.getGenericReturnType(),
            byDefault == null ? "" : byDefault.value(),
            comments.of(method.getDeclaringClass(), method.getName())));
  }

  private static String name(Method method) {
    WithName name = method.getAnnotation(WithName.class);
    return name != null
        ? name.value()
        : method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
