package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {
  private final ObjectMapper reader = new ObjectMapper();

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "1, 1.0",
    "0.5, 0.5",
    "0.000001, 0.000001",
    "0.0000004, 0.0",
    "0.9999996, 1.0",
    "-0.25, -0.25",
    "123456.789, 123456.789",
    "100.05, 100.05"
  })
  void roundsToSixDecimalsAndEndsWithTheLastThatCounts(double value, String json) {
    assertThat(written(new JsonWriter(8).number(value, 1_000_000))).isEqualTo(json);
  }

  @Test
  void writesNumbersThatAnyReaderReadsBack() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      double value = random.nextGaussian() * Math.pow(10, random.nextInt(8) - 4);

      double read = reader.readTree(written(new JsonWriter(8).number(value, 1_000))).asDouble();

      // Half of the last decimal, and what a double cannot hold.
      assertThat(Math.abs(read - value)).isLessThanOrEqualTo(0.000_500_001);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1e300})
  void refusesWhatIsNoNumber(double value) {
    assertThatThrownBy(() -> new JsonWriter(8).number(value, 1_000))
        .hasMessageStartingWith("Bug: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "\"", "a\\b", "\u0000\u001f\n\t\"end", "é€😀\u2028"})
  void writesStringsThatAnyReaderReadsBack(String value) throws Exception {
    assertThat(reader.readTree(new JsonWriter(8).string(value).toBytes()).asText())
        .isEqualTo(value);
  }

  @Test
  void writesNull() {
    assertThat(written(new JsonWriter(8).string(null))).isEqualTo("null");
  }

  private static String written(JsonWriter writer) {
    return new String(writer.toBytes(), UTF_8);
  }
}
