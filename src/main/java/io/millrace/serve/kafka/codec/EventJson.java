package io.millrace.serve.kafka.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.serve.event.TextEvent;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * The members of an event: {@code {"id"?, "text", "deadlineMs"?, "priority"?, "context"?}}. Unknown
 * members are passed over; a known one that stands twice is refused, since producers and readers
 * disagree on which one counts.
 *
 * <p>{@code null} for an optional member means absent, as serializers write it; for the context it
 * is a value like any other.
 *
 * <p>Not for sharing: one use.
 */
final class EventJson implements Json.Members {
  private final String json;
  private String id;
  private String text;
  private Long deadlineMs;
  private Integer priority;
  private String context;

  private EventJson(String json) {
    this.json = json;
  }

  /**
   * Reads an event.
   *
   * @param defaultId used when the event names none
   */
  static TextEvent parse(Json reader, String json, String defaultId) throws BadEventException {
    EventJson members = new EventJson(json);
    reader.readObject(json, "the value", members);
    return members.event(defaultId);
  }

  private TextEvent event(String defaultId) throws BadEventException {
    if (text == null) {
      throw new BadEventException("no \"text\"");
    }
    return new TextEvent(
        id == null ? defaultId : id,
        PlainText.utterance(text),
        deadlineMs == null ? OptionalLong.empty() : OptionalLong.of(deadlineMs),
        priority == null ? 0 : priority,
        context);
  }

  @Override
  public void member(String name, JsonParser value) throws IOException, BadEventException {
    switch (name) {
      case "text" -> text = once(name, text, text(value));
      case "id" -> id = once(name, id, id(value));
      case "deadlineMs" -> deadlineMs = once(name, deadlineMs, deadline(value));
      case "priority" -> priority = once(name, priority, priority(value));
      case "context" -> context = once(name, context, Json.raw(json, value));
      default -> {}
    }
  }

  private static <T> T once(String name, T before, T now) throws BadEventException {
    if (before != null) {
      throw new BadEventException("\"" + name + "\" stands twice");
    }
    return now;
  }

  private static String text(JsonParser value) throws IOException, BadEventException {
    if (value.currentToken() != JsonToken.VALUE_STRING) {
      throw new BadEventException("\"text\" is not a string");
    }
    return value.getText();
  }

  /** A string; or an integer, which many producers count with. */
  private static String id(JsonParser value) throws IOException, BadEventException {
    String id =
        switch (value.currentToken()) {
          case VALUE_STRING, VALUE_NUMBER_INT -> value.getText();
          case VALUE_NULL -> null;
          default -> throw new BadEventException("\"id\" is not a string");
        };
    if (id != null && !Utf8.isWellFormed(id)) {
      throw new BadEventException("\"id\" holds half of a surrogate pair");
    }
    return id;
  }

  private static Long deadline(JsonParser value) throws IOException, BadEventException {
    Long deadline = integer("deadlineMs", value);
    if (deadline != null && deadline < 0) {
      throw new BadEventException("\"deadlineMs\" is negative");
    }
    return deadline;
  }

  private static Integer priority(JsonParser value) throws IOException, BadEventException {
    Long priority = integer("priority", value);
    if (priority != null && priority != priority.intValue()) {
      throw new BadEventException("\"priority\" does not fit 32 bits");
    }
    return priority == null ? null : Integer.valueOf(priority.intValue());
  }

  private static Long integer(String name, JsonParser value) throws IOException, BadEventException {
    if (value.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (value.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new BadEventException("\"" + name + "\" is not an integer");
    }
    if (value.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw new BadEventException("\"" + name + "\" does not fit 64 bits");
    }
    return value.getLongValue();
  }
}
