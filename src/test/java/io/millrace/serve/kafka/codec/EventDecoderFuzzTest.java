package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.TextEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/**
 * Whatever a producer sends, the decoder gives an event whose prediction can be written and read
 * again, or a rejection with a reason.
 */
class EventDecoderFuzzTest {
  /** The long form: {@code -Dmillrace.fuzz.inputs=1000000}, and another seed for other inputs. */
  private static final int INPUTS = Integer.getInteger("millrace.fuzz.inputs", 100_000);

  private static final long SEED = Long.getLong("millrace.fuzz.seed", 20_261L);

  /** Nobody waits for one input: a minute for each hundred thousand is a hang. */
  private static final Duration LIMIT = Duration.ofMinutes(5 + INPUTS / 100_000);

  private static final String[] SEEDS = {
    "{\"id\":\"e-1\",\"text\":\"wake me at six\",\"deadlineMs\":250,\"priority\":3,\"context\":{\"a\":[1,2.5e3,\"\\u00e9\"]}}",
    "{\"specversion\":\"1.0\",\"id\":\"ce\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"x\",\"n\":1,\"data\":{\"text\":\"hi\"}}",
    "{\"specversion\":\"1.0\",\"id\":\"ce\",\"source\":\"/s\",\"type\":\"t\",\"data_base64\":\"eyJ0ZXh0IjoiaGkifQ==\"}",
    "plain é € 😀 text",
    "{\"text\":\"\\ud83d\\ude00\\u0000\",\"context\":\"\\ud800\"}",
  };
  private static final String[] TOKENS = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "\\",
    "\\u",
    "null",
    "true",
    "-1",
    "1e9",
    "\"text\":",
    "\"id\":",
    "\"context\":",
    "\"data\":",
    "\u0000",
    "\ud83d\ude00",
    "é",
    "9".repeat(30),
    "[".repeat(200),
    "\"datacontenttype\":\"text/plain\","
  };
  private static final String[] CONTENT_TYPES = {
    "application/json",
    "text/plain",
    "application/cloudevents+json",
    "",
    ";",
    "text/plain;charset=latin1"
  };

  private final EventDecoder decoder = new EventDecoder(4_096);
  private final PredictionEncoder encoder =
      new PredictionEncoder("predictions", InstantSource.fixed(Instant.EPOCH));
  private final ObjectMapper reader = new ObjectMapper();
  private volatile int done;

  @Test
  void answersOrRejectsAnything() {
    assertTimeoutPreemptively(LIMIT, this::fuzz, () -> "hangs in input " + done);
  }

  private void fuzz() throws Exception {
    Random random = new Random(SEED);
    int events = 0;
    for (int i = 0; i < INPUTS; i++) {
      done = i;
      ConsumerRecord<byte[], byte[]> record = Records.of(value(random), headers(random));
      switch (decoder.decode(record)) {
        case Decoded.Event event -> {
          events++;
          checkAnswer(record, event);
        }
        case Decoded.Rejected rejected -> {
          assertThat(rejected.rejection().kind()).isEqualTo(ErrorKind.BAD_EVENT);
          assertThat(rejected.rejection().message()).isNotBlank().hasSizeLessThan(150);
        }
      }
    }
    // Mutation must leave enough alive, or nothing behind the first check is tried.
    assertThat(events).isBetween(INPUTS / 20, INPUTS * 19 / 20);
  }

  private void checkAnswer(ConsumerRecord<byte[], byte[]> record, Decoded.Event decoded)
      throws Exception {
    TextEvent event = decoded.event();
    assertThat(event.text()).isNotBlank();
    assertThat(event.deadlineMs().orElse(0)).isNotNegative();
    Prediction prediction =
        new Prediction(
            event.id(),
            "l",
            0.5,
            "s",
            "b:1",
            Outcome.ACCEPTED,
            List.of(),
            event.context(),
            new Prediction.Timings(0, 0, 0));
    ProducerRecord<byte[], byte[]> written = encoder.encode(record, decoded.envelope(), prediction);
    JsonNode root = reader.readTree(written.value());
    JsonNode answer =
        decoded.envelope() instanceof Envelope.StructuredCloudEvent ? root.get("data") : root;
    assertThat(answer.get("id").asText()).isEqualTo(event.id());
    if (event.context() != null) {
      assertThat(new String(written.value(), UTF_8))
          .contains(",\"context\":" + event.context() + ",");
      assertThat(answer.get("context")).isEqualTo(reader.readTree(event.context()));
    }
  }

  private static byte[] value(Random random) {
    if (random.nextInt(200) == 0) {
      return null;
    }
    if (random.nextInt(20) == 0) {
      byte[] noise = new byte[random.nextInt(100)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] value = pick(SEEDS, random).getBytes(UTF_8);
    for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
      value = mutate(value, random);
    }
    return value;
  }

  private static byte[] mutate(byte[] value, Random random) {
    int at = random.nextInt(value.length + 1);
    int to = Math.min(value.length, at + random.nextInt(8));
    return switch (random.nextInt(4)) {
      case 0 -> splice(value, at, to, new byte[0]);
      case 1 -> splice(value, at, at, pick(TOKENS, random).getBytes(UTF_8));
      case 2 -> splice(value, at, at, java.util.Arrays.copyOfRange(value, at, to));
      default ->
          splice(value, at, Math.min(value.length, at + 1), new byte[] {(byte) random.nextInt()});
    };
  }

  private static byte[] splice(byte[] value, int from, int to, byte[] middle) {
    byte[] spliced = new byte[value.length - (to - from) + middle.length];
    System.arraycopy(value, 0, spliced, 0, from);
    System.arraycopy(middle, 0, spliced, from, middle.length);
    System.arraycopy(value, to, spliced, from + middle.length, value.length - to);
    return spliced;
  }

  private static Headers headers(Random random) {
    Headers headers = new RecordHeaders();
    if (random.nextInt(3) > 0) {
      headers.add("content-type", pick(CONTENT_TYPES, random).getBytes(UTF_8));
    }
    if (random.nextInt(4) == 0) {
      headers.add("ce_specversion", (random.nextInt(8) == 0 ? "2" : "1.0").getBytes(UTF_8));
      headers.add(
          "ce_id", random.nextInt(8) == 0 ? new byte[] {(byte) 0xff} : "ce".getBytes(UTF_8));
      headers.add("ce_source", "/s".getBytes(UTF_8)).add("ce_type", "t".getBytes(UTF_8));
    }
    if (random.nextInt(10) == 0) {
      headers.add("content-type", null);
    }
    return headers;
  }

  private static String pick(String[] all, Random random) {
    return all[random.nextInt(all.length)];
  }
}
