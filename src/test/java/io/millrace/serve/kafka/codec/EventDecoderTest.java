package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {
  private static final int MAX_BYTES = 64 * 1024;
  private final EventDecoder decoder = new EventDecoder(MAX_BYTES);

  @Test
  void readsEveryMemberOfAJsonEvent() {
    TextEvent event =
        event(
            Records.json(
                """
                {"id": "e-1", "text": "wake me at six", "deadlineMs": 250, "priority": -3,
                 "context": {"user" : [1, 2.50, "é\\n"]}}"""));

    assertThat(event.id()).isEqualTo("e-1");
    assertThat(event.text()).isEqualTo("wake me at six");
    assertThat(event.deadlineMs()).hasValue(250);
    assertThat(event.priority()).isEqualTo(-3);
    assertThat(event.context()).isEqualTo("{\"user\" : [1, 2.50, \"é\\n\"]}");
  }

  @Test
  void fillsInWhatIsAbsent() {
    TextEvent event = event(Records.json("{\"text\":\"hello\"}"));

    assertThat(event.id()).isEqualTo("events-3-17");
    assertThat(event.deadlineMs()).isEmpty();
    assertThat(event.priority()).isZero();
    assertThat(event.context()).isNull();
  }

  @Test
  void takesNullForAbsentButKeepsANullContext() {
    TextEvent event =
        event(
            Records.json(
                "{\"id\":null,\"text\":\"hello\",\"deadlineMs\":null,\"priority\":null,\"context\":null}"));

    assertThat(event.id()).isEqualTo("events-3-17");
    assertThat(event.deadlineMs()).isEmpty();
    assertThat(event.priority()).isZero();
    assertThat(event.context()).isEqualTo("null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "-1.50e+3",
        "true",
        "\"a \\u0041 \\\" b\"",
        "\"\"",
        "[]",
        "[ 1 ,2 ]",
        "{ \"a\" : {} }",
        "\"\\ud83d\""
      })
  void keepsAContextCharacterForCharacter(String context) {
    assertThat(event(Records.json("{\"context\":" + context + ",\"text\":\"x\"}")).context())
        .isEqualTo(context);
    assertThat(
            event(Records.json("{ \"text\" : \"x\" , \"context\" :  " + context + "  }")).context())
        .isEqualTo(context);
  }

  @Test
  void keepsALongContextBehindALongText() {
    String context = "{\"history\":\"" + "é€😀".repeat(2_000) + "\"}";
    String json = "{\"text\":\"" + "ü".repeat(10_000) + "\",\"context\":" + context + "}";

    assertThat(event(Records.json(json)).context()).isEqualTo(context);
  }

  @Test
  void answersControlCharactersAndUnknownMembers() {
    TextEvent event =
        event(
            Records.json(
                "{\"lang\":\"en\",\"text\":\"a\\u0000b\\tc\\u0007\",\"more\":{\"text\":1}}"));

    assertThat(event.text()).isEqualTo("a\u0000b\tc\u0007");
  }

  @Test
  void takesAnIntegerIdByItsDigits() {
    assertThat(event(Records.json("{\"id\":12345678901234567890,\"text\":\"x\"}")).id())
        .isEqualTo("12345678901234567890");
  }

  @Test
  void replacesHalfASurrogatePairInTheText() {
    assertThat(event(Records.json("{\"text\":\"cut \\ud83d off \\ude00 \\ud83d\\ude00\"}")).text())
        .isEqualTo("cut \uFFFD off \uFFFD 😀");
  }

  @Test
  void readsPlainTextByItsContentType() {
    assertThat(event(Records.json("{\"text\":1", "content-type", "text/plain")).text())
        .isEqualTo("{\"text\":1");
    assertThat(
            event(Records.json("\uFEFFhé", "Content-Type", "Text/Plain; charset=\"UTF-8\"")).text())
        .isEqualTo("hé");
    assertThat(event(Records.json("\uFFFD stays", "content-type", "text/plain")).text())
        .isEqualTo("\uFFFD stays");
  }

  @Test
  void readsJsonUnderAnyOtherContentType() {
    assertThat(
            event(Records.json("{\"text\":\"x\"}", "content-type", "application/octet-stream"))
                .text())
        .isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          not json at all                         | the value is not JSON
          {"text":"x"                             | the value is not JSON
          {"text":"x",}                           | the value is not JSON
          {'text':'x'}                            | the value is not JSON
          {"text":"x","context":NaN}              | the value is not JSON
          {"text":"x"} {"text":"y"}               | characters follow the JSON value
          ``                                      | the value is empty
          [{"text":"x"}]                          | the value is JSON but no object
          "text"                                  | the value is JSON but no object
          null                                    | the value is JSON but no object
          {}                                      | no "text"
          {"Text":"x"}                            | no "text"
          {"text":null}                           | "text" is not a string
          {"text":5}                              | "text" is not a string
          {"text":{"text":"x"}}                   | "text" is not a string
          {"text":""}                             | the text is empty or blank
          {"text":" \\t\\u2003\\n "}              | the text is empty or blank
          {"text":"x","text":"y"}                 | "text" stands twice
          {"text":"x","context":1,"context":2}    | "context" stands twice
          {"text":"x","deadlineMs":-1}            | "deadlineMs" is negative
          {"text":"x","deadlineMs":1.5}           | "deadlineMs" is not an integer
          {"text":"x","deadlineMs":"5"}           | "deadlineMs" is not an integer
          {"text":"x","deadlineMs":99999999999999999999} | "deadlineMs" does not fit 64 bits
          {"text":"x","priority":2147483648}      | "priority" does not fit 32 bits
          {"text":"x","priority":true}            | "priority" is not an integer
          {"text":"x","id":["a"]}                 | "id" is not a string
          {"text":"x","id":"\\ud800"}             | "id" holds half of a surrogate pair
          """)
  void rejectsWhatIsNoEvent(String json, String reason) {
    assertThat(rejection(Records.json(json)).message()).isEqualTo(reason);
  }

  @Test
  void rejectsATombstone() {
    assertThat(rejection(Records.of(null)).message()).isEqualTo("the value is null (a tombstone)");
  }

  @Test
  void rejectsInvalidUtf8InEveryForm() {
    byte[] latin1 = "{\"text\":\"caf\u00e9\"}".getBytes(ISO_8859_1);
    byte[] overlong = {'{', '"', (byte) 0xc1, (byte) 0xa1, '"', ':', '1', '}'};
    byte[] surrogate = {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'};

    for (byte[] value : new byte[][] {latin1, overlong, surrogate, {(byte) 0xff}}) {
      assertThat(rejection(Records.of(value)).message()).isEqualTo("the value is not valid UTF-8");
      assertThat(rejection(Records.of(value, "content-type", "text/plain")).message())
          .isEqualTo("the value is not valid UTF-8");
    }
  }

  @Test
  void rejectsAnotherCharset() {
    assertThat(
            rejection(Records.json("hello", "content-type", "text/plain; charset=utf-16"))
                .message())
        .isEqualTo("the charset of the content type is not UTF-8");
  }

  @Test
  void rejectsBlankPlainText() {
    assertThat(rejection(Records.json(" \n", "content-type", "text/plain")).message())
        .isEqualTo("the text is empty or blank");
  }

  @Test
  void rejectsWhatIsTooLargeBeforeLookingAtIt() {
    String mebibyte = "x".repeat(1 << 20);

    assertThat(rejection(Records.json("{\"text\":\"" + mebibyte + "\"}")).message())
        .isEqualTo("the value has 1048587 bytes; at most 65536 are read");
    assertThat(rejection(Records.json(mebibyte, "content-type", "text/plain")).message())
        .isEqualTo("the value has 1048576 bytes; at most 65536 are read");
    assertThat(event(Records.json("x".repeat(MAX_BYTES), "content-type", "text/plain")).text())
        .hasSize(MAX_BYTES);
  }

  @Test
  void rejectsDeepNestingWhereverItIs() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);

    for (String json :
        new String[] {
          deep,
          "{\"unknown\":" + deep + ",\"text\":\"x\"}",
          "{\"text\":\"x\",\"context\":" + deep + "}",
          "[".repeat(10_000)
        }) {
      assertThat(rejection(Records.json(json)).message()).contains("beyond a limit: nested deeper");
    }
    assertThat(rejection(Records.json("{\"text\":" + deep + "}")).message())
        .isEqualTo("\"text\" is not a string");
  }

  @Test
  void neverQuotesTheValue() {
    String[] values = {
      "{\"text\":secret}", "secret", "{\"secret\":1}", "{\"text\":\"x\",\"id\":[\"secret\"]}"
    };

    for (String value : values) {
      assertThat(rejection(Records.json(value)).message()).doesNotContain("secret");
    }
  }

  private TextEvent event(ConsumerRecord<byte[], byte[]> record) {
    Decoded decoded = decoder.decode(record);
    assertThat(decoded).isInstanceOf(Decoded.Event.class);
    return ((Decoded.Event) decoded).event();
  }

  private Rejection rejection(ConsumerRecord<byte[], byte[]> record) {
    Decoded decoded = decoder.decode(record);
    assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
    Rejection rejection = ((Decoded.Rejected) decoded).rejection();
    assertThat(rejection.kind()).isEqualTo(ErrorKind.BAD_EVENT);
    assertThat(new String(rejection.message().getBytes(UTF_8), UTF_8))
        .isEqualTo(rejection.message());
    return rejection;
  }
}
