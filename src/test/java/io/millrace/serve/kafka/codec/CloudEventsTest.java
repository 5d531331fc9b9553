package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsTest {
  private static final String STRUCTURED = "application/cloudevents+json; charset=UTF-8";
  private final EventDecoder decoder = new EventDecoder(64 * 1024);

  @Test
  void readsABinaryOne() {
    Decoded.Event json = event(binary("{\"text\":\"hello\",\"context\":[1]}", "application/json"));
    Decoded.Event plain = event(binary("hello", "text/plain"));

    assertThat(json.envelope()).isInstanceOf(Envelope.BinaryCloudEvent.class);
    assertThat(json.event().id()).isEqualTo("ce-7");
    assertThat(json.event().context()).isEqualTo("[1]");
    assertThat(plain.event().text()).isEqualTo("hello");
  }

  @Test
  void prefersTheIdOfTheData() {
    assertThat(event(binary("{\"id\":\"own\",\"text\":\"x\"}", "application/json")).event().id())
        .isEqualTo("own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_specversion", "ce_id", "ce_source", "ce_type"})
  void rejectsABinaryOneWithAnEmptyAttribute(String name) {
    ConsumerRecord<byte[], byte[]> record = binary("hello", "text/plain");
    record.headers().remove(name).add(name, new byte[0]);

    assertThat(reason(record)).startsWith("the CloudEvent");
  }

  @Test
  void rejectsABinaryOneWithoutData() {
    assertThat(reason(Records.of(null, "ce_specversion", "1.0"))).contains("tombstone");
  }

  @Test
  void readsAStructuredOneAndKeepsItsExtensions() {
    Decoded.Event event =
        event(
            structured(
                """
                {"specversion":"1.0","id":"ce-8","source":"/chat","type":"said","time":"2026-01-01T00:00:00Z",
                 "subject":"user-4","traceparent":"00-abc","hops": 3,"data":{"text":"hello","context":{"a": 1}}}"""));

    assertThat(event.event().id()).isEqualTo("ce-8");
    assertThat(event.event().text()).isEqualTo("hello");
    assertThat(event.event().context()).isEqualTo("{\"a\": 1}");
    assertThat(((Envelope.StructuredCloudEvent) event.envelope()).kept())
        .containsExactly(
            org.assertj.core.api.Assertions.entry("subject", "\"user-4\""),
            org.assertj.core.api.Assertions.entry("traceparent", "\"00-abc\""),
            org.assertj.core.api.Assertions.entry("hops", "3"));
  }

  @Test
  void readsPlainAndBase64Data() {
    String encoded = Base64.getEncoder().encodeToString("{\"text\":\"é\"}".getBytes(UTF_8));

    assertThat(
            event(structured(ce("\"datacontenttype\":\"text/plain\",\"data\":\"a \\\"b\\\"\"")))
                .event()
                .text())
        .isEqualTo("a \"b\"");
    assertThat(event(structured(ce("\"data_base64\":\"" + encoded + "\""))).event().text())
        .isEqualTo("é");
    assertThat(
            event(structured(ce("\"data_base64\":\"aGk=\",\"datacontenttype\":\"text/plain\"")))
                .event()
                .text())
        .isEqualTo("hi");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "data":"text"                                    | the value is JSON but no object
          "data":{"text":5}                                | "text" is not a string
          "data":5,"datacontenttype":"text/plain"          | the CloudEvent's data is text/plain and not a string
          "data":{"text":"x"},"data":{"text":"y"}          | the CloudEvent's data stands twice
          "data":{"text":"x"},"data_base64":"aGk="         | the CloudEvent has both data and data_base64
          "data_base64":"*"                                | the CloudEvent's data_base64 is not base 64
          "data_base64":"/w=="                             | the value is not valid UTF-8
          "data":null                                      | the CloudEvent has no data
          "id":"again","data":{"text":"x"}                 | the CloudEvent's id stands twice
          "datacontenttype":5,"data":{"text":"x"}          | the CloudEvent's datacontenttype is not a string
          "subject":"a","subject":"b","data":{"text":"x"}  | the CloudEvent's extension stands twice
          """)
  void rejectsAStructuredOneWithBadData(String members, String reason) {
    assertThat(reason(structured(ce(members)))).isEqualTo(reason);
  }

  @Test
  void rejectsAStructuredOneThatIsNone() {
    assertThat(reason(structured("[]"))).isEqualTo("the CloudEvent is JSON but no object");
    assertThat(reason(structured("{"))).isEqualTo("the CloudEvent is not JSON");
    assertThat(reason(structured("{\"data\":{\"text\":\"x\"}}")))
        .isEqualTo("the CloudEvent's specversion is not 1.0");
    assertThat(reason(structured("{\"specversion\":\"0.3\",\"data\":{\"text\":\"x\"}}")))
        .isEqualTo("the CloudEvent's specversion is not 1.0");
    assertThat(reason(structured("{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/s\"}")))
        .isEqualTo("the CloudEvent has no type");
    assertThat(reason(Records.json("[]", "content-type", "application/cloudevents-batch+json")))
        .isEqualTo("of the CloudEvent formats only application/cloudevents+json is read");
  }

  private static String ce(String members) {
    return "{\"specversion\":\"1.0\",\"id\":\"ce-9\",\"source\":\"/s\",\"type\":\"t\","
        + members
        + "}";
  }

  private static ConsumerRecord<byte[], byte[]> structured(String value) {
    return Records.json(value, "content-type", STRUCTURED);
  }

  private static ConsumerRecord<byte[], byte[]> binary(String value, String contentType) {
    return Records.json(
        value,
        "ce_specversion",
        "1.0",
        "ce_id",
        "ce-7",
        "ce_source",
        "/chat",
        "ce_type",
        "said",
        "content-type",
        contentType);
  }

  private Decoded.Event event(ConsumerRecord<byte[], byte[]> record) {
    Decoded decoded = decoder.decode(record);
    assertThat(decoded).isInstanceOf(Decoded.Event.class);
    return (Decoded.Event) decoded;
  }

  private String reason(ConsumerRecord<byte[], byte[]> record) {
    return ((Decoded.Rejected) decoder.decode(record)).rejection().message();
  }
}
