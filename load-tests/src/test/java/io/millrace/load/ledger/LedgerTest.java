package io.millrace.load.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final long MILLI = 1_000_000;

  private final Ledger ledger = new Ledger("run", Duration.ZERO);

  @Test
  void countsWhatWasSentAndNeverCameAsLost() {
    sendOfKey(1, 1, 1);
    ledger.due(1, 0); // Never reached Kafka.

    answer(0);
    answer(2);

    Standing now = ledger.standing();
    assertThat(now.due()).isEqualTo(4);
    assertThat(now.sent()).isEqualTo(3);
    assertThat(now.answered()).isEqualTo(2);
    assertThat(now.lost()).isEqualTo(1);
  }

  @Test
  void countsEachOutputBeyondTheFirstAsDoubled() {
    sendOfKey(1, 1);

    answer(0);
    answer(0);
    answer(0);
    deadLetter(0, "value");
    answer(1);

    assertThat(ledger.standing().duplicated()).isEqualTo(3);
    assertThat(ledger.standing().answered()).isEqualTo(2);
  }

  @Test
  void seesDisorderWithinAKeyOnly() {
    sendOfKey(1, 2, 1, 2, 1);

    answer(3);
    answer(0);
    answer(4);
    assertThat(ledger.standing().inversions()).isZero();

    answer(2);
    answer(1);
    assertThat(ledger.standing().inversions()).isEqualTo(2);
  }

  @Test
  void takesAnsweringAgainFromTheLastCommitForNoDisorder() {
    sendOfKey(1, 1, 1);

    answer(0);
    answer(1);
    answer(0);
    answer(1);
    answer(2);

    assertThat(ledger.standing().inversions()).isZero();
    assertThat(ledger.standing().duplicated()).isEqualTo(2);
  }

  @Test
  void wantsADeadLetterOfTheSameBytesForACondemnedEvent() {
    sendOfKey(1, 1, 1);
    for (int event = 0; event < 3; event++) {
      ledger.condemned(event, "value".getBytes(UTF_8));
    }

    deadLetter(0, "value");
    assertThat(ledger.standing().wrong()).isZero();

    deadLetter(1, "other");
    answer(2);
    assertThat(ledger.standing().wrong()).isEqualTo(2);
  }

  @Test
  void wantsTheKeyAndTheIdOfTheEvent() {
    sendOfKey(1, 1, 1);

    ledger.received(new Received("run-0", "key-2", prediction(0), false), 0);
    ledger.received(new Received("run-1", "key-1", prediction(2), false), 0);
    ledger.received(new Received("run-2", "key-1", "nothing condemned".getBytes(UTF_8), true), 0);

    assertThat(ledger.standing().wrong()).isEqualTo(3);
  }

  @Test
  void passesOverEventsOfAnotherRun() {
    sendOfKey(1);

    ledger.received(new Received("other-0", "key-1", prediction(0), false), 0);
    ledger.received(new Received("run-1", "key-1", prediction(1), false), 0);
    ledger.received(new Received(null, "key-1", prediction(0), false), 0);

    assertThat(ledger.standing().answered()).isZero();
    assertThat(ledger.standing().wrong()).isZero();
  }

  @Test
  void measuresFromTheMomentAnEventWasDue() {
    int event = ledger.due(1, 5 * MILLI);
    ledger.sent(event);

    ledger.received(new Received("run-0", "key-1", prediction(0), false), 305 * MILLI);

    // Three digits of the histogram.
    assertThat(ledger.standing().latency().p50Ms()).isBetween(299.5, 300.5);
  }

  @Test
  void leavesTheWarmUpOutOfTheLatencies() {
    Ledger warming = new Ledger("run", Duration.ofMillis(10));
    for (long due : new long[] {0, 9 * MILLI, 10 * MILLI}) {
      warming.sent(warming.due(1, due));
    }

    for (int event = 0; event < 3; event++) {
      warming.received(
          new Received("run-" + event, "key-1", prediction(event), false), 1_000 * MILLI);
    }

    assertThat(warming.standing().answered()).isEqualTo(3);
    assertThat(warming.standing().latency().p999Ms()).isBetween(989.0, 991.0);
  }

  @Test
  void writesTheKeysThatOthersRead() {
    sendOfKey(1);
    answer(0);

    assertThat(ledger.standing().json("steady", true))
        .startsWith(
            "{\"scenario\":\"steady\",\"sent\":1,\"answered\":1,\"deadLettered\":0,\"lost\":0,"
                + "\"duplicated\":0,\"inversions\":0,\"p50Ms\":")
        .contains("\"p99Ms\":", "\"p999Ms\":", "\"eventsPerSecond\":")
        .endsWith("\"objectivesHeld\":true}\n");
  }

  private void sendOfKey(int... keys) {
    for (int key : keys) {
      ledger.sent(ledger.due(key, 0));
    }
  }

  private void answer(int event) {
    ledger.received(new Received(ledger.id(event), "key-1", prediction(event), false), 1);
  }

  private void deadLetter(int event, String value) {
    ledger.received(new Received(ledger.id(event), "key-1", value.getBytes(UTF_8), true), 1);
  }

  private static byte[] prediction(int event) {
    return ("{\"id\":\"run-" + event + "\",\"label\":null}").getBytes(UTF_8);
  }
}
