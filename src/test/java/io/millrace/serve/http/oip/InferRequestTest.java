package io.millrace.serve.http.oip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serve.http.HttpFailure;
import io.millrace.serve.http.oip.InferRequest.Wanted;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferRequestTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'shape':[2],'data':['a','b c']",
        "'shape':[2,1],'data':['a','b c']",
        "'shape':[2,1],'data':[['a'],['b c']]",
        "'shape':[2,1],'parameters':{'content_type':'str'},'data':['a','b c']"
      })
  void readsTextsOfAnyShape(String tensor) {
    assertThat(parse(input(tensor)).texts()).containsExactly("a", "b c");
  }

  @Test
  void keepsTheCallersId() {
    assertThat(parse("{'id':'7'," + input("'shape':[1],'data':['a']").substring(1)).id())
        .isEqualTo("7");
    assertThat(parse(input("'shape':[1],'data':['a']")).id()).isNotBlank();
  }

  @Test
  void wantsAllOutputsUnlessSomeAreNamed() {
    String inputs = inputs("'shape':[1],'data':['a']");

    assertThat(parse("{" + inputs + "}").outputs())
        .extracting(Wanted::output)
        .containsExactly(Output.values());
    assertThat(parse("{" + inputs + ",'outputs':[]}").outputs()).hasSize(Output.values().length);
    assertThat(parse("{" + inputs + ",'outputs':[{'name':'stage'},{'name':'label'}]}").outputs())
        .containsExactly(new Wanted(Output.STAGE, false), new Wanted(Output.LABEL, false));
  }

  @Test
  void wantsBytesByRequestOrByOutput() {
    String request =
        "{%s,'parameters':{'binary_data_output':true},'outputs':[{'name':'label'},{'name':'stage','parameters':{'binary_data':false}}]}"
            .formatted(inputs("'shape':[1],'data':['a']"));

    assertThat(parse(request).outputs())
        .containsExactly(new Wanted(Output.LABEL, true), new Wanted(Output.STAGE, false));
  }

  @Test
  void readsTextsBehindTheJson() {
    byte[] texts = bytes("a", "größer");
    String json = input("'shape':[2],'parameters':{'binary_data_size':%d}".formatted(texts.length));

    assertThat(parse(json, texts).texts()).containsExactly("a", "größer");
  }

  @Test
  void refusesBytesThatAreNotTheTexts() {
    byte[] texts = bytes("a", "b");
    String json = input("'shape':[2],'parameters':{'binary_data_size':10}");
    byte[] notUtf8 = bytes("a", "b");
    notUtf8[4] = (byte) 0xff;
    byte[] tooLong = bytes("a", "b");
    tooLong[5] = 2;

    assertRefused(
        () -> parse(json.replace("10", "11"), texts),
        "inputs[0].parameters.binary_data_size: there are 10 bytes behind the JSON");
    assertRefused(() -> parse(json, notUtf8), "inputs[0][0]: not UTF-8");
    assertRefused(() -> parse(json, tooLong), "inputs[0]: its bytes end within element 1");
    assertRefused(
        () -> parse(json.replace("[2]", "[3]"), texts),
        "inputs[0].data: expected 3 texts by its shape, found 2");
    assertRefused(
        () -> parse(json, bytes("a", " ")),
        "inputs[0].data[1]: expected a text, found only blanks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "one", "1000"})
  void refusesALengthThatIsNone(String header) {
    assertRefused(
        () -> InferRequest.parse("{}".getBytes(UTF_8), header),
        "Inference-Header-Content-Length: expected the bytes of the JSON, at most 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'data':['a'] | inputs[0].shape: expected [n] or [n, 1], n at least 1",
        "'shape':[1,2],'data':['a','b'] | inputs[0].shape: expected [n] or [n, 1], n at least 1",
        "'shape':[0],'data':[] | inputs[0].shape: expected [n] or [n, 1], n at least 1",
        "'shape':[1] | inputs[0].data: expected texts, found nothing",
        "'shape':[2],'data':['a'] | inputs[0].data: expected 2 texts by its shape, found 1",
        "'shape':[2],'data':['a',7] | inputs[0].data[1]: expected a string, found number",
        "'shape':[1],'data':[null] | inputs[0].data[0]: expected a string, found null",
        "'shape':[1],'data':['  '] | inputs[0].data[0]: expected a text, found only blanks",
        "'shape':[1],'parameters':7,'data':['a'] | inputs[0].parameters: expected an object, found number",
        "'shape':[1],'parameters':{'content_type':'base64'},'data':['YQ=='] | inputs[0].parameters.content_type: expected str",
        "'shape':[1],'parameters':{'binary_data_size':1},'data':['a'] | inputs[0]: expected data or binary_data_size, not both"
      })
  void saysWhatIsWrongWithAnInput(String tensor, String message) {
    assertRefused(() -> parse(input(tensor)), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'outputs':{} | outputs: expected an array, found object",
        "'outputs':[{'name':'logits'}] | outputs[0].name: expected one of [label, confidence, stage, outcome]",
        "'outputs':[{'name':'label','parameters':{'classification':3}}] | outputs[0].parameters.classification: not known here",
        "'parameters':[] | parameters: expected an object, found array",
        "'id':{} | id: expected a string, found object"
      })
  void saysWhatIsWrongWithARequest(String member, String message) {
    assertRefused(
        () -> parse("{" + inputs("'shape':[1],'data':['a']") + "," + member + "}"), message);
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(HttpFailure.class).hasMessage(message);
  }

  private static String input(String tensor) {
    return "{" + inputs(tensor) + "}";
  }

  private static String inputs(String tensor) {
    return "'inputs':[{'name':'text','datatype':'BYTES'," + tensor + "}]";
  }

  private static InferRequest parse(String json) {
    return InferRequest.parse(json.replace('\'', '"').getBytes(UTF_8), null);
  }

  private static InferRequest parse(String json, byte[] behind) {
    byte[] head = json.replace('\'', '"').getBytes(UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(head);
    body.writeBytes(behind);
    return InferRequest.parse(body.toByteArray(), Integer.toString(head.length));
  }

  private static byte[] bytes(String... texts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String text : texts) {
      byte[] utf8 = text.getBytes(UTF_8);
      bytes.writeBytes(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(utf8.length).array());
      bytes.writeBytes(utf8);
    }
    return bytes.toByteArray();
  }
}
