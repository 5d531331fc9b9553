package io.millrace.load.fault;

import io.millrace.load.rig.Fault;
import io.millrace.load.rig.Figures;
import io.millrace.load.rig.Rig;
import io.millrace.load.scenario.Figure;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * The engine hangs for longer than Kafka lets a consumer be silent. The service must keep its place
 * in the group, take no more than its limit, and go on at once.
 */
final class Stall implements Fault {
  private static final Duration AFTER = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final double MEBIBYTE = 1 << 20;

  private int membershipChanges;
  private double resumeMillis;
  private long grewBytes;

  @Override
  public String name() {
    return "stall";
  }

  @Override
  public boolean strike(Rig rig, int number) throws IOException, InterruptedException {
    Duration lasts = rig.lasts();
    long before = rig.fleet().residentBytes();
    Set<String> owners = rig.kafka().owners();
    rig.timeline().mark("the engine stalls");
    rig.fleet().spoil("stall=true");
    for (long second = 0; second < lasts.toSeconds(); second++) {
      rig.pass(Duration.ofSeconds(1));
      grewBytes = Math.max(grewBytes, rig.fleet().residentBytes() - before);
      membershipChanges += rig.kafka().owners().equals(owners) ? 0 : 1;
    }
    boolean goesOn = mend(rig);
    rig.pass(AFTER);
    membershipChanges += rig.kafka().owners().equals(owners) ? 0 : 1;
    return goesOn;
  }

  private boolean mend(Rig rig) throws IOException, InterruptedException {
    int answered = rig.standing().answered();
    long mended = System.nanoTime();
    rig.timeline().mark("the engine goes on");
    rig.fleet().mend();
    boolean goesOn = rig.await(() -> rig.standing().answered() > answered, LIMIT);
    double millis = (System.nanoTime() - mended) / 1e6;
    resumeMillis = Math.max(resumeMillis, millis);
    rig.screen().say("it goes on, after %.0f ms", millis);
    return goesOn;
  }

  @Override
  public void report(Figures figures) {
    figures.put(Figure.MEMBERSHIP_CHANGES, membershipChanges);
    figures.put(Figure.RESUME, resumeMillis);
    figures.put(Figure.STALL_MEMORY, grewBytes / MEBIBYTE);
  }
}
