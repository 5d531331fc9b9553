package io.millrace.serve.quality;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serve.kafka.codec.PolicyJson;
import io.millrace.serve.quality.evidence.DriftTest;
import io.millrace.serve.quality.evidence.Share;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QualityTopologyTest {
  private final QualityDriver topology = new QualityDriver();

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void joinsWhatIsSaidWithWhatWasPredicted() throws Exception {
    for (int i = 0; i < 10; i++) {
      topology.predict("e" + i, "student", "balance", i);
      topology.audit("e" + i, i < 9 ? "balance" : "weather", i);
    }
    topology.predict("e10", "teacher", null, 10);
    topology.tell("e0", "balance", 11);
    topology.tell("e1", "weather", 11);
    topology.tell("e10", "oos", 11);

    topology.endWindows(30);

    JsonNode student = topology.figures.get("window|b:1|student|all");
    assertThat(student.get("events").asInt()).isEqualTo(10);
    assertThat(student.at("/coverage/trials").asInt()).isEqualTo(11);
    assertThat(student.at("/coverage/hits").asInt()).isEqualTo(10);
    assertThat(student.at("/agreement/rate").asDouble()).isEqualTo(0.9);
    // R: binom::binom.wilson(9, 10)
    assertThat(student.at("/agreement/lower").asDouble()).isCloseTo(0.5958, within(1e-4));
    assertThat(student.at("/agreement/upper").asDouble()).isCloseTo(0.9821, within(1e-4));
    assertThat(student.at("/accuracy/rate").asDouble()).isEqualTo(0.5);
    assertThat(student.at("/confidence").asDouble()).isCloseTo(0.9, within(1e-9));
    assertThat(student.at("/labels/balance").asInt()).isEqualTo(10);
    JsonNode all = topology.figures.get("window|b:1|all|all");
    assertThat(all.get("events").asInt()).isEqualTo(11);
    assertThat(all.at("/abstention/hits").asInt()).isEqualTo(1);
    assertThat(all.at("/accuracy/hits").asInt()).isEqualTo(2);
    assertThat(all.at("/accuracy/trials").asInt()).isEqualTo(3);
    assertThat(topology.figures.get("window|b:1|teacher|all").at("/agreement/rate").isMissingNode())
        .isTrue();
    assertThat(topology.recorded.agreements.get("student")).isEqualTo(new Share(9, 10));
    assertThat(topology.recorded.reasons).isEmpty();
  }

  @Test
  void waitsForAPredictionThatComesAfterWhatIsSaidOfIt() throws Exception {
    topology.tell("e1", "balance", 1);
    topology.audit("e1", "balance", 1);
    topology.predict("e1", "student", "balance", 2);

    topology.endWindows(30);

    assertThat(topology.figures.get("window|b:1|student|all").at("/accuracy/hits").asInt())
        .isEqualTo(1);
    assertThat(topology.figures.get("window|b:1|student|all").at("/agreement/hits").asInt())
        .isEqualTo(1);
  }

  @Test
  void slides() throws Exception {
    topology.predict("e1", "student", "balance", 5);
    topology.predict("e2", "student", "balance", 25);

    topology.endWindows(45);
    assertThat(topology.figures.get("window|b:1|student|all").get("events").asInt()).isEqualTo(2);
    topology.endWindows(65);
    topology.predict("e3", "student", "balance", 70);
    topology.endWindows(85);

    // 30 seconds that end with the slot of e3: e1 and e2 have left them.
    JsonNode newest = topology.figures.get("window|b:1|student|all");
    assertThat(newest.get("toMs").asLong() - newest.get("fromMs").asLong()).isEqualTo(30_000);
    assertThat(newest.get("fromMs").asLong()).isGreaterThan(QualityDriver.at(25).toEpochMilli());
    assertThat(newest.get("events").asInt()).isEqualTo(1);
  }

  @Test
  void writesAWindowAgainThatSomethingLateHasChanged() throws Exception {
    topology.predict("e1", "student", "balance", 5);
    topology.endWindows(35);
    topology.predict("e2", "student", "balance", 6);

    List<JsonNode> written = topology.endWindows(60);

    assertThat(written)
        .filteredOn(window -> window.get("toMs").asLong() == QualityDriver.at(10).toEpochMilli())
        .filteredOn(window -> window.get("stage").asText().equals("student"))
        .filteredOn(window -> window.get("tenant").asText().equals("all"))
        .extracting(window -> window.get("events").asInt())
        .containsExactly(2);
  }

  @Test
  void tellsNamedTenantsApart() throws Exception {
    int id = 0;
    for (String tenant : List.of("acme", "acme", "somebody")) {
      RecordHeaders headers = new RecordHeaders();
      headers.add("tenant", tenant.getBytes(UTF_8));
      topology.predictions.pipeInput(
          new TestRecord<>(
              "k",
              QualityDriver.prediction("e" + id++, "student", "balance"),
              headers,
              QualityDriver.at(1)));
    }
    topology.endWindows(30);

    assertThat(topology.figures.get("window|b:1|student|acme").get("events").asInt()).isEqualTo(2);
    assertThat(topology.figures.get("window|b:1|student|other").get("events").asInt()).isEqualTo(1);
    assertThat(topology.figures.get("window|b:1|student|all").get("events").asInt()).isEqualTo(3);
  }

  @Test
  void readsPredictionsInCloudEvents() throws Exception {
    topology.predictions.pipeInput(
        "k",
        "{\"specversion\":\"1.0\",\"id\":\"x\",\"data\":"
            + QualityDriver.prediction("e1", "student", "balance")
            + "}",
        QualityDriver.at(1));
    topology.endWindows(30);

    assertThat(topology.figures.get("window|b:1|student|all").get("events").asInt()).isEqualTo(1);
  }

  @Test
  void raisesDrift() throws Exception {
    for (int i = 0; i < 100; i++) {
      topology.predict("before" + i, "student", "balance", i / 50);
    }
    assertThat(topology.recorded.drift).isEmpty();
    for (int i = 0; i < 100; i++) {
      topology.predict("after" + i, "teacher", i % 2 == 0 ? "balance" : null, 3);
    }
    topology.endWindows(30);

    JsonNode alarm = topology.figures.get("drift|b:1|all|abstention");
    assertThat(alarm.get("raised").asBoolean()).isTrue();
    assertThat(alarm.get("falseAlarmEvents").asLong()).isEqualTo(10_000);
    assertThat(topology.recorded.drift).containsKey(DriftTest.ABSTENTION);
  }

  @Test
  void raisesAThresholdWhenAuditsProveThatAgreementIsBelowTarget() throws Exception {
    for (int i = 0; i < 200; i++) {
      topology.predict("e" + i, "student", "balance", 1);
      topology.audit("e" + i, i % 20 == 0 ? "weather" : "balance", 1);
    }
    assertThat(topology.policy.readKeyValuesToList()).isEmpty();
    for (int i = 200; i < 300; i++) {
      topology.predict("e" + i, "student", "balance", 2);
      topology.audit("e" + i, i % 2 == 0 ? "weather" : "balance", 2);
    }

    List<KeyValue<String, String>> raises = topology.policy.readKeyValuesToList();

    assertThat(raises).isNotEmpty();
    assertThat(raises.getLast().key).isEqualTo("policy|b:1|student|agreement");
    PolicyJson.Policy last =
        PolicyJson.decode(
                raises.getLast().key.getBytes(UTF_8), raises.getLast().value.getBytes(UTF_8))
            .orElseThrow();
    assertThat(last.stage()).isEqualTo("student");
    assertThat(last.value().orElseThrow()).isEqualTo(0.2);
  }

  @Test
  void answersQueriesByTheNewestFigures() throws Exception {
    topology.predict("e1", "student", "balance", 1);
    topology.endWindows(30);

    assertThat(topology.driver.getKeyValueStore(QualityTopology.LATEST)).isNotNull();
    assertThat(
            topology
                .driver
                .<String, String>getKeyValueStore(QualityTopology.LATEST)
                .get("window|b:1|student|all"))
        .contains("\"events\":1");
  }
}
