package io.millrace.load.swap;

import io.millrace.load.process.ServiceProcess.Reply;
import io.millrace.load.rig.Fault;
import io.millrace.load.rig.Figures;
import io.millrace.load.rig.Rig;
import io.millrace.load.rig.Settings;
import io.millrace.load.scenario.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Another bundle under load, and after every tenth one that has a flipped bit and must be refused.
 * An event that was sent when a swap had succeeded, no earlier bundle may answer.
 */
public final class Swap implements Fault {
  private static final String TOKEN = "the-token-of-the-load-tests";
  private static final String BUNDLES = "bundles";
  private static final int BROKEN_EACH = 10;

  private final Versions versions = new Versions(0);
  private BundleCopies bundles;

  @Override
  public String name() {
    return "swap";
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
  public boolean strike(Rig rig, int number) throws IOException {
    Path bundle = bundles.write(number);
    rig.timeline().mark("swap");
    versions.begun(number);
    Reply reply = swap(rig, bundle);
    versions.done(number, rig.standing().due());
    boolean isSwapped = reply.status() == 200;
    if (!isSwapped) {
      rig.screen().say("status %d: %s", reply.status(), reply.body());
    }
    boolean isRefused =
        number % BROKEN_EACH != 0 || swap(rig, bundles.writeBroken(number + 1)).status() == 422;
    return isSwapped && isRefused;
  }

  private static Reply swap(Rig rig, Path bundle) throws IOException {
    Map<String, String> headers =
        Map.of("Authorization", "Bearer " + TOKEN, "Content-Type", "application/json");
    String body = "{\"path\":\"" + bundle.getFileName() + "\"}";
    return rig.fleet().service(0).request("POST", "/admin/bundle", headers, body);
  }

  @Override
  public void report(Figures figures) {
    figures.put(Figure.WRONG_VERSIONS, versions.unclean());
  }
}
