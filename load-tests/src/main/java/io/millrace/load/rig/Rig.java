package io.millrace.load.rig;

import io.millrace.load.ledger.Ledger;
import io.millrace.load.ledger.Reader;
import io.millrace.load.ledger.Standing;
import io.millrace.load.process.BrokerProcess;
import io.millrace.load.process.Workplace;
import io.millrace.load.scenario.Scenario;
import io.millrace.load.scenario.Traffic;
import io.millrace.load.traffic.Generator;
import io.millrace.load.traffic.HttpSender;
import io.millrace.load.traffic.KafkaSender;
import io.millrace.load.traffic.Sender;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Everything a run works with: broker, services, traffic, ledger.
 *
 * <p>Confined to the thread of the run.
 */
public final class Rig implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final int WARM_UP_PART = 5;
  private static final Duration LINE = Duration.ofSeconds(1);
  private static final long LOOK_MILLIS = 20;

  /** Beyond every short utterance, within what a stage reads of a long one. */
  private static final String SPOILT = "failFromTokens=30";

  private final Scenario scenario;
  private final Settings settings;
  private final Screen screen;
  private final Workplace workplace;
  private final Random random;
  private final Ledger ledger;
  private final Timeline timeline;
  private BrokerProcess broker;
  private volatile Fleet fleet;
  private Kafka kafka;
  private Reader reader;
  private Generator generator;
  private List<TopicPartition> events;
  private List<TopicPartition> outputs;
  private long lineNanos;

  private Rig(Scenario scenario, Settings settings, Screen screen, Workplace workplace) {
    this.scenario = scenario;
    this.settings = settings;
    this.screen = screen;
    this.workplace = workplace;
    this.random = new Random(settings.seed());
    String run = Long.toString(System.currentTimeMillis(), 36);
    this.ledger = new Ledger(run, warmUp(scenario.traffic()), settings.way().isKafka());
    this.timeline = new Timeline(ledger, () -> Optional.ofNullable(fleet));
  }

  private static Duration warmUp(Traffic traffic) {
    Duration part = traffic.duration().dividedBy(WARM_UP_PART);
    return part.isZero() || part.compareTo(WARM_UP) > 0 ? WARM_UP : part;
  }

  /**
   * Starts what the scenario needs, and its traffic.
   *
   * @param fault that will strike
   * @throws IOException if something does not start
   */
  static Rig start(Scenario scenario, Optional<Fault> fault, Settings settings, Place place)
      throws IOException, InterruptedException {
    Rig rig = new Rig(scenario, settings, place.screen(), place.workplace());
    try {
      rig.connect();
      rig.startServices(fault);
      fault.ifPresent(each -> each.prepare(rig));
      rig.startTraffic();
      return rig;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      rig.close();
      throw failure;
    }
  }

  /** Where a run speaks, and where it puts its files. */
  record Place(Screen screen, Workplace workplace) {}

  private void connect() throws IOException, InterruptedException {
    Way way = settings.way();
    if (way.isOwn()) {
      broker = new BrokerProcess(workplace);
      broker.start(START_LIMIT);
      screen.say("broker at %s", broker.bootstrapServers());
    }
    if (way.url().isPresent()) {
      return;
    }
    kafka = new Kafka(client(), way.topics());
    if (broker != null) {
      kafka.createTopics();
    }
    events = kafka.partitions(way.topics().events());
    outputs = kafka.partitions(way.topics().predictions(), way.topics().deadLetters());
    if (way.isKafka()) {
      reader = new Reader(client(), outputs, way.topics().deadLetters(), ledger);
      reader.pause(scenario.traffic().readEvery());
    }
  }

  private void startServices(Optional<Fault> fault) throws IOException, InterruptedException {
    if (broker == null) {
      return;
    }
    fleet = new Fleet(workplace, broker.bootstrapServers(), settings, scenario);
    fleet.set(scenario.service().environment());
    if (fault.isPresent()) {
      fleet.set(fault.get().options(settings, workplace.directory()));
    }
    for (int i = 0; i < scenario.service().count(); i++) {
      fleet.start(i);
    }
    await(() -> fleet.ended() > 0 || isServed(), START_LIMIT);
    if (!isServed()) {
      throw new IOException("The service is not ready:\n" + fleet.log());
    }
    if (scenario.traffic().spoiling() > 0) {
      fleet.spoil(SPOILT);
    }
    screen.say("%d of the service ready", fleet.size());
  }

  private boolean isServed() {
    return fleet.areReady() && kafka.owners().size() == fleet.size();
  }

  private void startTraffic() throws IOException, InterruptedException {
    generator = new Generator(scenario.traffic(), settings.seed(), sender(), ledger);
    generator.start();
    timeline.start();
    lineNanos = System.nanoTime();
    // What happens to a service that has answered nothing yet shows little.
    if (!await(() -> isStarted(standing()), START_LIMIT)) {
      throw new IOException("Nothing is answered within " + START_LIMIT.toSeconds() + " s");
    }
  }

  /** All may be poison, or refused: that is for the objectives to judge. */
  private static boolean isStarted(Standing now) {
    return now.answered() + now.deadLettered() + now.refused() > 0;
  }

  private Sender sender() {
    Way way = settings.way();
    return switch (way.over()) {
      case KAFKA -> new KafkaSender(client(), way.topics().events(), ledger);
      case HTTP -> new HttpSender(url(), Optional.empty(), ledger, settings.patience());
      case OIP -> new HttpSender(url(), Optional.of(way.model()), ledger, settings.patience());
    };
  }

  private URI url() {
    return settings.way().url().orElseGet(() -> fleet.service(0).url());
  }

  /** What every client of Kafka is set to. */
  public Map<String, Object> client() {
    Map<String, Object> client = new HashMap<>();
    client.put("reconnect.backoff.max.ms", 1_000);
    client.putAll(settings.way().client());
    client.put(
        "bootstrap.servers", settings.way().bootstrap().orElseGet(() -> broker.bootstrapServers()));
    return client;
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

  /** How long the next fault is to last. */
  public Duration lasts() {
    Duration most = scenario.fault().lasts().orElse(scenario.traffic().duration());
    boolean isRandom = scenario.fault().times() > 1;
    return isRandom ? Duration.ofNanos((long) (random.nextDouble() * most.toNanos())) : most;
  }

  /** The broker's process. */
  public BrokerProcess broker() {
    return broker;
  }

  /** The services' processes; null when they run elsewhere. */
  public Fleet fleet() {
    return fleet;
  }

  /** Topics and group. */
  public Kafka kafka() {
    return kafka;
  }

  /** The source of events. */
  Generator generator() {
    return generator;
  }

  /** The books. */
  Ledger ledger() {
    return ledger;
  }

  /** The run second by second. */
  public Timeline timeline() {
    return timeline;
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
  boolean settle() throws InterruptedException {
    generator.finish();
    screen.say("no more events; waiting for the rest");
    Progress progress = new Progress();
    await(() -> isSettled() || progress.hasStopped(), Duration.ofHours(1));
    return isSettled();
  }

  private boolean isSettled() {
    if (reader == null) {
      return standing().lost() == 0;
    }
    boolean isCommitted = kafka.lag(events).filter(lag -> lag == 0).isPresent();
    return isCommitted && kafka.ends(outputs).filter(reader::hasReached).isPresent();
  }

  /** Whether outputs still come. */
  private final class Progress {
    private int outputs;
    private long sinceNanos = System.nanoTime();

    boolean hasStopped() {
      Standing now = standing();
      int found = now.answered() + now.deadLettered() + now.duplicated() + now.refused();
      if (found != outputs) {
        outputs = found;
        sinceNanos = System.nanoTime();
      }
      return System.nanoTime() - sinceNanos > settings.patience().toNanos();
    }
  }

  @Override
  public void close() {
    timeline.close();
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
