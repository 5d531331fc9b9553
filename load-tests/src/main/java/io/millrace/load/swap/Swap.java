package io.millrace.load.swap;

import io.millrace.load.ledger.Standing;
import io.millrace.load.process.ServiceProcess.Reply;
import io.millrace.load.rig.Memory;
import io.millrace.load.rig.Objectives;
import io.millrace.load.rig.Rig;
import io.millrace.load.rig.Scenario;
import io.millrace.load.rig.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * One bundle after another under load, and after every tenth one that has a flipped bit and must be
 * refused. An event that was sent when a swap had succeeded, no earlier bundle may answer.
 */
public final class Swap implements Scenario {
  private static final String TOKEN = "the-token-of-the-load-tests";
  private static final String BUNDLES = "bundles";
  private static final int BROKEN_EACH = 10;
  private static final int PAUSE_MILLIS = 500;
  private static final double MEBIBYTE = 1 << 20;
  private static final double GROWTH_PERCENT = 5;

  /** In fewer swaps memory still finds its level. */
  private static final int MANY = 50;

  private final Memory memory = new Memory();
  private final Versions versions = new Versions(0);
  private BundleCopies bundles;
  private int notSwapped;
  private int notRefused;

  @Override
  public String description() {
    return "--kills hot swaps of bundles, and now and then one that must be refused";
  }

  @Override
  public Map<String, String> options(Settings settings, Path directory) throws IOException {
    bundles = new BundleCopies(settings.answering(), directory.resolve(BUNDLES));
    return Map.of(
        "MILLRACE_ADMIN_TOKEN",
        TOKEN,
        "MILLRACE_ADMIN_BUNDLES",
        directory.resolve(BUNDLES).toString(),
        "MILLRACE_BUNDLE",
        bundles.write(0).toString());
  }

  @Override
  public void prepare(Rig rig) {
    rig.listen((event, prediction) -> versions.answered(event, prediction.bundle()));
  }

  @Override
  public void play(Rig rig) throws IOException, InterruptedException {
    for (int swap = 1; swap <= rig.settings().kills(); swap++) {
      rig.pass(Duration.ofMillis(rig.random().nextInt(PAUSE_MILLIS)));
      Path bundle = bundles.write(swap);
      versions.begun(swap);
      Reply reply = swap(rig, bundle);
      versions.done(swap, rig.standing().due());
      notSwapped += reply.status() == 200 ? 0 : 1;
      memory.sample(rig.fleet().service(0).child().residentBytes());
      rig.screen().say("swap %d of %d: %s", swap, rig.settings().kills(), reply.body());
      if (swap % BROKEN_EACH == 0) {
        Reply refusal = swap(rig, bundles.writeBroken(swap + 1));
        notRefused += refusal.status() == 422 ? 0 : 1;
        String line = rig.standing().line();
        rig.screen().say("%s, resident %,.0f MiB", line, memory.last() / MEBIBYTE);
      }
    }
    rig.pass(Duration.ofSeconds(2));
  }

  private static Reply swap(Rig rig, Path bundle) throws IOException {
    Map<String, String> headers =
        Map.of("Authorization", "Bearer " + TOKEN, "Content-Type", "application/json");
    String body = "{\"path\":\"" + bundle.getFileName() + "\"}";
    return rig.fleet().service(0).request("POST", "/admin/bundle", headers, body);
  }

  @Override
  public void judge(Objectives objectives, Standing end, Rig rig) {
    objectives.exactly("duplicated", 0, end.duplicated());
    objectives.exactly("swaps that failed", 0, notSwapped);
    objectives.exactly("broken bundles that were not refused", 0, notRefused);
    objectives.exactly("answers by the wrong version", 0, versions.unclean());
    if (rig.settings().kills() >= MANY) {
      objectives.atMost(
          "growth of memory in the second half, %", GROWTH_PERCENT, memory.growthPercent());
    }
  }
}
