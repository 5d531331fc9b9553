package io.millrace.load.rig;

import io.millrace.load.process.Child;
import io.millrace.load.process.ServiceProcess;
import io.millrace.load.process.Workplace;
import io.millrace.load.scenario.Scenario;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The services of a run, by their places, and what is wrong with their engines.
 *
 * <p>Confined to the thread of the run, but for the figures of its processes.
 */
public final class Fleet {
  /** The heap is there from the start, so that what grows is something else. */
  private static final List<String> HEAP = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  private final Workplace workplace;
  private final Path faultFile;
  private final Map<String, String> options = new HashMap<>();
  private final Map<Integer, ServiceProcess> services = new ConcurrentSkipListMap<>();
  private final List<String> jvm = new ArrayList<>(HEAP);
  private int starts;

  Fleet(Workplace workplace, String bootstrapServers, Settings settings, Scenario scenario) {
    this.workplace = workplace;
    this.faultFile = workplace.directory().resolve("engine.fault");
    jvm.addAll(scenario.service().jvm());
    if (scenario.isSpoiling()) {
      jvm.add("-javaagent:" + agent() + "=" + faultFile);
    }
    options.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
    options.put("MILLRACE_DELIVERY", settings.delivery().option());
    // A killed member must not hold its partitions for Kafka's usual 45 s.
    options.put("MP_MESSAGING_INCOMING_EVENTS_SESSION_TIMEOUT_MS", "6000");
    options.put("MP_MESSAGING_INCOMING_EVENTS_HEARTBEAT_INTERVAL_MS", "1000");
    settings.bundle().ifPresent(bundle -> options.put("MILLRACE_BUNDLE", bundle.toString()));
  }

  /** The jar that this class comes from. */
  private static Path agent() {
    try {
      Path jar = Path.of(Fleet.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isDirectory(jar) ? jar.resolveSibling("load-tests.jar") : jar;
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException("Bug: " + impossible.getMessage(), impossible);
    }
  }

  /** Options of all that start from now on. */
  void set(Map<String, String> more) {
    options.putAll(more);
  }

  /** Starts the service of a place; it takes part under a name of its own each time. */
  public void start(int place) throws IOException {
    start(place, Map.of());
  }

  /** Starts the service of a place, with these options besides. */
  public void start(int place, Map<String, String> more) throws IOException {
    Map<String, String> all = new HashMap<>(options);
    all.putAll(more);
    starts++;
    services.put(
        place, ServiceProcess.start(workplace, "service-" + place + "-" + starts, jvm, all));
  }

  /** The service of a place. */
  public ServiceProcess service(int place) {
    return services.get(place);
  }

  /** How many there are. */
  public int size() {
    return services.size();
  }

  /** Whether all say that they can answer. */
  public boolean areReady() {
    return services.values().stream().allMatch(ServiceProcess::isReady);
  }

  /** Services that ended by themselves. */
  long ended() {
    return services.values().stream().filter(each -> !each.child().isAlive()).count();
  }

  /** Resident memory of all in bytes. */
  public long residentBytes() {
    return children().mapToLong(Child::residentBytes).sum();
  }

  /** CPU time that those now alive have used, in seconds. */
  double cpuSeconds() {
    return children().mapToDouble(Child::cpuSeconds).sum();
  }

  private java.util.stream.Stream<Child> children() {
    return services.values().stream().map(ServiceProcess::child);
  }

  /**
   * Spoils the engines of all services; see {@link io.millrace.load.agent.EngineFault}.
   *
   * @param fault a line of its file
   */
  public void spoil(String fault) throws IOException {
    Path aside = faultFile.resolveSibling("engine.fault.new");
    Files.writeString(aside, fault + "\n");
    Files.move(aside, faultFile, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Leaves the engines alone again. */
  public void mend() throws IOException {
    Files.deleteIfExists(faultFile);
  }

  /** What the services have said. */
  String log() {
    StringBuilder log = new StringBuilder();
    children().forEach(each -> log.append(each.log()));
    return log.toString();
  }
}
