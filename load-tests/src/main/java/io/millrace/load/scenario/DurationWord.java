package io.millrace.load.scenario;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A duration as people write it: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}; a bare number
 * counts seconds.
 *
 * <p>Immutable.
 */
final class DurationWord extends StdDeserializer<Duration> {
  private static final long serialVersionUID = 1;
  private static final Pattern WORD = Pattern.compile("(\\d{1,9}(?:\\.\\d+)?)(ms|s|m|h|)");
  private static final Map<String, Double> MILLIS =
      Map.of("ms", 1.0, "s", 1e3, "", 1e3, "m", 60e3, "h", 3_600e3);

  DurationWord() {
    super(Duration.class);
  }

  @Override
  public Duration deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    return parse(parser);
  }

  private static Duration parse(JsonParser parser) throws IOException {
    String text = parser.getText();
    Matcher word = WORD.matcher(text.strip());
    if (!word.matches()) {
      throw new IllegalArgumentException(
          "expected a duration such as 500ms, 30s or 5m, found " + text);
    }
    double millis = Double.parseDouble(word.group(1)) * MILLIS.get(word.group(2));
    return Duration.ofMillis(Math.round(millis));
  }

  /** The same, or an empty text for none. */
  static final class OrEmpty extends StdDeserializer<Optional<Duration>> {
    private static final long serialVersionUID = 1;

    OrEmpty() {
      super(Optional.class);
    }

    @Override
    public Optional<Duration> deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return parser.getText().isBlank() ? Optional.empty() : Optional.of(parse(parser));
    }
  }
}
