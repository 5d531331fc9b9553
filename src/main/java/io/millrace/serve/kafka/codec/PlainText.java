package io.millrace.serve.kafka.codec;

import io.millrace.serve.event.TextEvent;
import java.util.OptionalLong;

/** An event that is its text and nothing else. */
final class PlainText {
  private PlainText() {}

  static TextEvent event(String text, String id) throws BadEventException {
    return new TextEvent(id, utterance(text), OptionalLong.empty(), 0, null);
  }

  /** The text, if there is anything in it to classify. */
  static String utterance(String text) throws BadEventException {
    if (text.isBlank()) {
      throw new BadEventException("the text is empty or blank");
    }
    return Utf8.wellFormed(text);
  }
}
