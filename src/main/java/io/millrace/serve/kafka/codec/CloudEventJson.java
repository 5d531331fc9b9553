package io.millrace.serve.kafka.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The members of a structured CloudEvent.
 *
 * <p>Not for sharing: one use. Source: CloudEvents 1.0.2, JSON event format, sections 2 and 3.
 */
final class CloudEventJson implements Json.Members {
  /** Attributes that say what the event is; the prediction has its own. */
  private static final Set<String> OWN =
      Set.of("specversion", "id", "source", "type", "time", "datacontenttype", "dataschema");

  private final String json;
  private final Map<String, String> own = new HashMap<>();
  private final Map<String, String> kept = new LinkedHashMap<>();

  /** JSON text of the data, or its string, or its bytes in base 64: at most one is set. */
  private String dataJson;

  private String dataString;
  private String dataBase64;

  private CloudEventJson(String json) {
    this.json = json;
  }

  static CloudEventJson parse(Json reader, String json) throws BadEventException {
    CloudEventJson members = new CloudEventJson(json);
    reader.readObject(json, "the CloudEvent", members);
    CloudEvents.require(members.own::get);
    if (members.dataJson == null && members.dataString == null && members.dataBase64 == null) {
      throw new BadEventException("the CloudEvent has no data");
    }
    return members;
  }

  String id() {
    return own.get("id");
  }

  /** Attributes that the prediction inherits, as raw JSON. */
  Map<String, String> kept() {
    return kept;
  }

  MediaType contentType() {
    String declared = own.get("datacontenttype");
    return MediaType.parse(declared == null ? "application/json" : declared);
  }

  /** The data as text: of the string or the bytes for plain text, else the JSON as it stands. */
  String data() throws BadEventException {
    if (dataBase64 != null) {
      return Utf8.decode(decoded());
    }
    if (contentType().isPlainText()) {
      if (dataString == null) {
        throw new BadEventException("the CloudEvent's data is text/plain and not a string");
      }
      return dataString;
    }
    return dataJson;
  }

  private byte[] decoded() throws BadEventException {
    try {
      return Base64.getDecoder().decode(dataBase64);
    } catch (IllegalArgumentException malformed) {
      throw new BadEventException("the CloudEvent's data_base64 is not base 64");
    }
  }

  @Override
  public void member(String name, JsonParser value) throws IOException, BadEventException {
    if (value.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    switch (name) {
      case "data" -> data(value);
      case "data_base64" -> dataBase64 = once(name, dataBase64, string(name, value));
      default -> attribute(name, value);
    }
    if (dataBase64 != null && dataJson != null) {
      throw new BadEventException("the CloudEvent has both data and data_base64");
    }
  }

  private void data(JsonParser value) throws IOException, BadEventException {
    if (value.currentToken() == JsonToken.VALUE_STRING) {
      dataString = value.getText();
    }
    dataJson = once("data", dataJson, Json.raw(json, value));
  }

  private void attribute(String name, JsonParser value) throws IOException, BadEventException {
    if (OWN.contains(name)) {
      own.put(name, once(name, own.get(name), string(name, value)));
    } else if (value.currentToken().isScalarValue()) {
      kept.put(name, once("extension", kept.get(name), Json.raw(json, value)));
    }
  }

  private static String once(String name, String before, String now) throws BadEventException {
    if (before != null) {
      throw new BadEventException("the CloudEvent's " + name + " stands twice");
    }
    return now;
  }

  private static String string(String name, JsonParser value)
      throws IOException, BadEventException {
    if (value.currentToken() != JsonToken.VALUE_STRING) {
      throw new BadEventException("the CloudEvent's " + name + " is not a string");
    }
    return value.getText();
  }
}
