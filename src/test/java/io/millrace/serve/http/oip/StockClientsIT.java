package io.millrace.serve.http.oip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.serve.kafka.BrokeredService;
import io.millrace.testing.TinyBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests byte for byte as the Python clients of KServe, Triton and MLServer put them on the wire,
 * over a plain socket, so that nothing of Java's client is in between.
 */
class StockClientsIT {
  private static final int BUFFER = 8192;

  @TempDir static Path directory;

  private static BrokeredService service;
  private static int port;

  private final ObjectMapper json = new ObjectMapper();

  @BeforeAll
  static void start() throws Exception {
    TinyBundle.write(directory.resolve("bundle"));
    service = BrokeredService.start(directory.resolve("bundle"), Map.of());
    port = service.port();
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
  }

  /** {@code InferenceRESTClient.infer}, over httpx. */
  @Test
  void answersKServe() throws Exception {
    Answer answer =
        post(
            "/v2/models/tiny/infer",
            """
            host: localhost:8080
            accept: */*
            accept-encoding: gzip, deflate
            connection: keep-alive
            user-agent: python-httpx/0.27.2
            content-type: application/json
            """,
            """
            {"id":"4be4e82f-5500-420a-a5c5-ac86841e271b","inputs":[{"name":"text","shape":[2],"datatype":"BYTES","data":["hello","money"]}]}
            """
                .strip()
                .getBytes(UTF_8));

    assertThat(answer.status()).isEqualTo(200);
    JsonNode body = json.readTree(answer.body());
    assertThat(body.get("id").textValue()).isEqualTo("4be4e82f-5500-420a-a5c5-ac86841e271b");
    assertThat(body.get("outputs").get(0))
        .isEqualTo(
            json.readTree(
                "{'name':'label','datatype':'BYTES','shape':[2],'data':['greeting','balance']}"
                    .replace('\'', '"')));
  }

  /** {@code InferenceServerClient.infer} with its defaults: bytes in, bytes out, no media type. */
  @Test
  void answersTriton() throws Exception {
    byte[] texts = strings("hello", "weather");
    String head =
        "{\"inputs\":[{\"name\":\"text\",\"shape\":[2,1],\"datatype\":\"BYTES\",\"parameters\":{\"binary_data_size\":%d}}],\"parameters\":{\"binary_data_output\":true}}"
            .formatted(texts.length);
    Answer answer =
        post(
            "/v2/models/tiny/versions/1/infer",
            """
            Host: localhost:8080
            Connection: keep-alive
            Inference-Header-Content-Length: %d
            """
                .formatted(head.length()),
            joined(head.getBytes(UTF_8), texts));

    assertThat(answer.status()).isEqualTo(200);
    int length = Integer.parseInt(answer.header("inference-header-content-length"));
    JsonNode outputs = json.readTree(answer.body(), 0, length).get("outputs");
    ByteBuffer bytes =
        ByteBuffer.wrap(answer.body(), length, answer.body().length - length)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(outputs.get(0).get("shape")).isEqualTo(json.readTree("[2]"));
    assertThat(strings(bytes, outputs.get(0))).containsExactly("greeting", "");
    assertThat(outputs.get(1).get("parameters").get("binary_data_size").intValue()).isEqualTo(16);
    assertThat(bytes.getDouble()).isBetween(0.9, 1.0);
    assertThat(bytes.getDouble()).isBetween(0.0, 0.5);
    assertThat(strings(bytes, outputs.get(2))).containsExactly("student", "teacher");
    assertThat(strings(bytes, outputs.get(3))).containsExactly("accepted", "abstained");
    assertThat(bytes.hasRemaining()).isFalse();
  }

  /** {@code InferRequestedOutput(name, binary_data=False)}: JSON out. */
  @Test
  void answersTritonInJson() throws Exception {
    String body =
        "{\"id\":\"1\",\"inputs\":[{\"name\":\"text\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"hello\"]}],\"outputs\":[{\"name\":\"label\",\"parameters\":{\"binary_data\":false}}]}";
    Answer answer = post("/v2/models/tiny/infer", "Host: localhost:8080\n", body.getBytes(UTF_8));

    assertThat(answer.status()).isEqualTo(200);
    JsonNode outputs = json.readTree(answer.body()).get("outputs");
    assertThat(outputs).hasSize(1);
    assertThat(outputs.get(0).get("data").get(0).textValue()).isEqualTo("greeting");
  }

  /** {@code mlserver infer}, or a {@code StringCodec}'s request over requests. */
  @Test
  void answersMlServer() throws Exception {
    Answer answer =
        post(
            "/v2/models/tiny/infer",
            """
            Host: localhost:8080
            User-Agent: python-requests/2.32.3
            Accept-Encoding: gzip, deflate
            Accept: */*
            Connection: keep-alive
            Content-Type: application/json
            """,
            """
            {"id": null, "parameters": {"content_type": "str"}, "inputs": [{"name": "text", "shape": [2, 1], "datatype": "BYTES", "parameters": {"content_type": "str"}, "data": ["bye", "balance"]}], "outputs": []}
            """
                .getBytes(UTF_8));

    assertThat(answer.status()).isEqualTo(200);
    JsonNode outputs = json.readTree(answer.body()).get("outputs");
    assertThat(outputs.get(0).get("data")).isEqualTo(json.readTree("[\"farewell\",\"balance\"]"));
  }

  /** Triton's client reads {@code error} of whatever is not 200. */
  @Test
  void tellsTritonWhatIsWrong() throws Exception {
    Answer answer =
        post(
            "/v2/models/tiny/infer",
            "Host: localhost:8080\nContent-Encoding: gzip\n",
            new byte[] {0x1f, (byte) 0x8b});

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.header("content-type")).startsWith("application/json");
    assertThat(json.readTree(answer.body()).get("error").textValue())
        .isEqualTo("Content-Encoding: expected none");
  }

  private record Answer(int status, String head, byte[] body) {
    String header(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElseThrow();
    }
  }

  private static Answer post(String path, String headers, byte[] body) throws IOException {
    String head =
        "POST %s HTTP/1.1\n%sContent-Length: %d\n\n".formatted(path, headers, body.length);
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(joined(head.replace("\n", "\r\n").getBytes(UTF_8), body));
      return read(socket);
    }
  }

  private static Answer read(Socket socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER];
    while (true) {
      String text = all.toString(ISO_8859_1);
      int end = text.indexOf("\r\n\r\n") + 4;
      if (end >= 4) {
        Answer answer =
            new Answer(
                Integer.parseInt(text.split(" ")[1]),
                text.substring(0, end),
                Arrays.copyOfRange(all.toByteArray(), end, all.size()));
        if (answer.body().length == Integer.parseInt(answer.header("content-length"))) {
          return answer;
        }
      }
      all.write(buffer, 0, socket.getInputStream().read(buffer));
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] strings(String... texts) {
    byte[] all = new byte[0];
    for (String text : texts) {
      byte[] utf8 = text.getBytes(UTF_8);
      byte[] length =
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(utf8.length).array();
      all = joined(all, joined(length, utf8));
    }
    return all;
  }

  private static String[] strings(ByteBuffer bytes, JsonNode output) {
    int end = bytes.position() + output.get("parameters").get("binary_data_size").intValue();
    String[] strings = new String[output.get("shape").get(0).intValue()];
    for (int i = 0; i < strings.length; i++) {
      byte[] utf8 = new byte[bytes.getInt()];
      bytes.get(utf8);
      strings[i] = new String(utf8, UTF_8);
    }
    assertThat(bytes.position()).isEqualTo(end);
    return strings;
  }
}
