package io.millrace.serve.kafka.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;

/**
 * Reads one JSON object member by member, within limits that are set before the first character is
 * looked at.
 *
 * <p>Safe for use by many threads. Errors name a character offset and never quote the value, which
 * Jackson's own messages do.
 *
 * <p>Source: RFC 8259.
 */
final class Json {
  /** Far above any real context, far below what a recursive reader downstream could not stand. */
  static final int MAX_NESTING = 100;

  private final JsonFactory factory;

  Json(int maxBytes) {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_NESTING)
            .maxDocumentLength(maxBytes)
            .maxStringLength(maxBytes)
            .build();
    // Names are not pooled: a hostile producer's names would fill a pool shared by all threads.
    this.factory =
        new JsonFactoryBuilder()
            .streamReadConstraints(limits)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
  }

  /** Takes one member; the parser stands on the first token of its value and may be left there. */
  interface Members {
    void member(String name, JsonParser value) throws IOException, BadEventException;
  }

  /**
   * Calls back for each member of the one object that {@code json} must be.
   *
   * @param what names the object in the rejection
   * @throws BadEventException if it is not JSON, not an object, or beyond a limit
   */
  void readObject(String json, String what, Members members) throws BadEventException {
    try (JsonParser parser = factory.createParser(json)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new BadEventException(what + " is empty");
      }
      if (first != JsonToken.START_OBJECT) {
        refuseRest(parser);
        throw new BadEventException(what + " is JSON but no object");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        members.member(name, parser);
        parser.skipChildren();
      }
      refuseRest(parser);
    } catch (StreamConstraintsException beyond) {
      throw new BadEventException(
          what
              + " is beyond a limit: nested deeper than "
              + MAX_NESTING
              + ", or a name or number too long");
    } catch (IOException notJson) {
      throw new BadEventException(what + " is not JSON");
    }
  }

  /** The document must end where its first value ends. */
  private static void refuseRest(JsonParser parser) throws IOException, BadEventException {
    parser.skipChildren();
    if (parser.nextToken() != null) {
      throw new BadEventException("characters follow the JSON value");
    }
  }

  /** The value the parser stands on, character for character. */
  static String raw(String json, JsonParser parser) throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    // A string is read lazily; its end is known only after the whole of it was.
    parser.finishToken();
    int end = (int) parser.currentLocation().getCharOffset();
    return json.substring(start, end);
  }
}
