package io.millrace.load.rig;

import io.millrace.load.ledger.Ledger;
import io.millrace.load.ledger.Reader;
import io.millrace.load.ledger.Standing;
import io.millrace.load.process.BrokerProcess;
import io.millrace.load.process.Workplace;
import io.millrace.load.traffic.Generator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Everything a scenario works with: broker, services, traffic, ledger.
 *
 * <p>Confined to the thread of the run.
 */
public final class Rig implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration LINE = Duration.ofSeconds(1);
  private static final long LOOK_MILLIS = 20;

  private final Settings settings;
  private final Screen screen;
  private final Workplace workplace;
  private final Random random;
  private final Ledger ledger;
  private BrokerProcess broker;
  private Fleet fleet;
  private Kafka kafka;
  private Reader reader;
  private Generator generator;
  private List<TopicPartition> events;
  private List<TopicPartition> outputs;
  private long lineNanos;

  private Rig(Settings settings, Screen screen, Workplace workplace) {
    this.settings = settings;
    this.screen = screen;
    this.workplace = workplace;
    this.random = new Random(settings.seed());
    this.ledger = new Ledger(Long.toString(System.currentTimeMillis(), 36), WARM_UP);
  }

  /**
   * Starts what the scenario needs, and its traffic.
   *
   * @throws IOException if something does not start
   */
  public static Rig start(Scenario scenario, Settings settings, Screen screen, Workplace workplace)
      throws IOException, InterruptedException {
    Rig rig = new Rig(settings, screen, workplace);
    try {
      rig.connect();
      rig.startServices(scenario);
      scenario.prepare(rig);
      rig.startTraffic(scenario);
      return rig;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      rig.close();
      throw failure;
    }
  }

  private void connect() throws IOException, InterruptedException {
    if (settings.bootstrap().isEmpty()) {
      broker = new BrokerProcess(workplace);
      broker.start(START_LIMIT);
      screen.say("broker at %s", broker.bootstrapServers());
    }
    kafka = new Kafka(bootstrapServers());
    if (broker != null) {
      kafka.createTopics();
    }
    events = kafka.partitions(Kafka.EVENTS);
    outputs = kafka.partitions(Kafka.PREDICTIONS, Kafka.DEAD_LETTERS);
    reader = new Reader(bootstrapServers(), outputs, Kafka.DEAD_LETTERS, ledger);
  }

  private void startServices(Scenario scenario) throws IOException, InterruptedException {
    if (broker == null) {
      return;
    }
    fleet = new Fleet(workplace, bootstrapServers(), settings, scenario);
    for (int i = 0; i < scenario.services(); i++) {
      fleet.start(i);
    }
    if (!await(() -> fleet.areReady() && kafka.owners().size() == fleet.size(), START_LIMIT)) {
      throw new IOException("The service is not ready:\n" + fleet.log());
    }
    screen.say("%d of the service ready", fleet.size());
  }

  private void startTraffic(Scenario scenario) throws IOException, InterruptedException {
    generator = new Generator(scenario.traffic(settings), bootstrapServers(), Kafka.EVENTS, ledger);
    generator.start();
    lineNanos = System.nanoTime();
    // What happens to a service that has answered nothing yet shows little.
    if (!await(() -> standing().answered() > 0, START_LIMIT)) {
      throw new IOException("Nothing is answered within " + START_LIMIT.toSeconds() + " s");
    }
  }

  /** Where clients connect. */
  public String bootstrapServers() {
    return broker == null ? settings.bootstrap().orElseThrow() : broker.bootstrapServers();
  }

  /** What the run was asked for. */
  public Settings settings() {
    return settings;
  }

  /** Its lines. */
  public Screen screen() {
    return screen;
  }

  /** Random moments, by the seed. */
  public Random random() {
    return random;
  }

  /** The broker's process. */
  public BrokerProcess broker() {
    return broker;
  }

  /** The services' processes. */
  public Fleet fleet() {
    return fleet;
  }

  /** Topics and group. */
  public Kafka kafka() {
    return kafka;
  }

  /** The consumer of what the service writes. */
  public Reader reader() {
    return reader;
  }

  /** The source of events. */
  public Generator generator() {
    return generator;
  }

  /** From now on hears of each event's first prediction, on the reader's thread. */
  public void listen(Ledger.Listener listener) {
    ledger.listen(listener);
  }

  /** The ledger's sums now. */
  public Standing standing() {
    return ledger.standing();
  }

  /** Lets time pass, and says each second how it stands. */
  public void pass(Duration duration) throws InterruptedException {
    await(() -> false, duration);
  }

  /** Waits, and says each second how it stands; false if it did not come true in time. */
  public boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        return false;
      }
      Thread.sleep(LOOK_MILLIS);
      if (generator != null && System.nanoTime() - lineNanos > LINE.toNanos()) {
        lineNanos = System.nanoTime();
        screen.say("%s", standing().line());
      }
    }
    return true;
  }

  /**
   * Ends the traffic, and waits until everything that was sent is committed and read; or until
   * nothing has moved for as long as the settings' patience.
   *
   * @return false if it lost patience
   */
  public boolean settle() throws InterruptedException {
    generator.finish();
    screen.say("no more events; waiting for the rest");
    Progress progress = new Progress();
    await(() -> isSettled() || progress.hasStopped(), Duration.ofHours(1));
    return isSettled();
  }

  private boolean isSettled() {
    boolean isCommitted = kafka.lag(events).filter(lag -> lag == 0).isPresent();
    return isCommitted && kafka.ends(outputs).filter(reader::hasReached).isPresent();
  }

  /** Whether outputs still come. */
  private final class Progress {
    private int outputs;
    private long sinceNanos = System.nanoTime();

    boolean hasStopped() {
      Standing now = standing();
      int found = now.answered() + now.deadLettered() + now.duplicated();
      if (found != outputs) {
        outputs = found;
        sinceNanos = System.nanoTime();
      }
      return System.nanoTime() - sinceNanos > settings.patience().toNanos();
    }
  }

  @Override
  public void close() {
    if (generator != null) {
      generator.close();
    }
    if (reader != null) {
      reader.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }
}
