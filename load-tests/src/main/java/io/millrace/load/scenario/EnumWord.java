package io.millrace.load.scenario;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Reads {@code broker-restart} as {@code BROKER_RESTART}, and names all words where one is not
 * known.
 */
final class EnumWord extends DeserializationProblemHandler {
  @Override
  public Object handleWeirdStringValue(
      DeserializationContext context, Class<?> type, String word, String failure)
      throws IOException {
    if (!type.isEnum()) {
      return NOT_HANDLED;
    }
    for (Object each : type.getEnumConstants()) {
      if (word(each).equals(word)) {
        return each;
      }
    }
    String words =
        Arrays.stream(type.getEnumConstants())
            .map(EnumWord::word)
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException("expected one of " + words + ", found " + word);
  }

  private static String word(Object constant) {
    return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
