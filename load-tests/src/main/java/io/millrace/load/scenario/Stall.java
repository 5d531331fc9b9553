package io.millrace.load.scenario;

import io.millrace.load.ledger.Standing;
import io.millrace.load.rig.Memory;
import io.millrace.load.rig.Objectives;
import io.millrace.load.rig.Rig;
import io.millrace.load.rig.Scenario;
import io.millrace.load.rig.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The engine hangs for longer than Kafka lets a consumer be silent. The service must keep its place
 * in the group, take no more than its limit, and go on at once.
 */
final class Stall implements Scenario {
  private static final Duration BEFORE = Duration.ofSeconds(10);
  private static final Duration AFTER = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final double RESUME_MILLIS = 1_000;
  private static final double MEBIBYTE = 1 << 20;

  /** What a full in-flight limit of events may take: some kilobytes each. */
  private static final double GROWTH_MEBIBYTES = 128;

  private final Memory before = new Memory();
  private final Memory meanwhile = new Memory();
  private int rebalances;
  private double resumeMillis;

  @Override
  public String description() {
    return "every engine call hangs for --duration, with max.poll.interval.ms at 10 s";
  }

  @Override
  public boolean isSpoiling() {
    return true;
  }

  @Override
  public Map<String, String> options(Settings settings, Path directory) {
    return Map.of("MP_MESSAGING_INCOMING_EVENTS_MAX_POLL_INTERVAL_MS", "10000");
  }

  @Override
  public void play(Rig rig) throws IOException, InterruptedException {
    rig.pass(BEFORE);
    before.sample(rig.fleet().service(0).child().residentBytes());
    Set<String> owners = rig.kafka().owners();
    rig.fleet().spoil("stall=true");
    rig.screen().say("the engine stalls");
    for (long second = 0; second < rig.settings().duration().toSeconds(); second++) {
      rig.pass(Duration.ofSeconds(1));
      meanwhile.sample(rig.fleet().service(0).child().residentBytes());
      rebalances += rig.kafka().owners().equals(owners) ? 0 : 1;
    }
    int answered = rig.standing().answered();
    long mended = System.nanoTime();
    rig.fleet().mend();
    rig.await(() -> rig.standing().answered() > answered, LIMIT);
    resumeMillis = (System.nanoTime() - mended) / 1e6;
    rig.screen().say("it goes on, after %.0f ms", resumeMillis);
    rig.pass(AFTER);
    rebalances += rig.kafka().owners().equals(owners) ? 0 : 1;
  }

  @Override
  public void judge(Objectives objectives, Standing end, Rig rig) {
    double growth = (meanwhile.most() - before.last()) / MEBIBYTE;
    objectives.exactly("seconds in another group generation", 0, rebalances);
    objectives.atMost("ms from the end of the stall to an answer", RESUME_MILLIS, resumeMillis);
    objectives.atMost("more resident memory, MiB", GROWTH_MEBIBYTES, growth);
    objectives.exactly("duplicated", 0, end.duplicated());
  }
}
