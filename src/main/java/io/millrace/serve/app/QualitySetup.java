package io.millrace.serve.app;

import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.config.QualityConfig;
import io.millrace.serve.quality.QualityListener;
import io.millrace.serve.quality.QualityPolicy;
import io.millrace.serve.quality.QualityStreams;
import io.millrace.serve.quality.QualityTopology;
import io.millrace.serve.quality.Tenants;
import io.millrace.serve.quality.evidence.AgreementRule;
import io.millrace.serve.quality.evidence.DriftPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.KafkaException;

/**
 * The quality topology from its options to its end, inside the service or alone.
 *
 * <p>It starts on a thread of its own and tries again while Kafka is away: answering events does
 * not wait for it.
 *
 * <p>Safe for use by many threads.
 */
final class QualitySetup implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(QualitySetup.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final QualityStreams streams;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread starter = Thread.ofPlatform().name("quality").daemon().unstarted(this::run);

  QualitySetup(QualityStreams streams) {
    this.streams = streams;
  }

  static QualityStreams streams(
      MillraceConfig config,
      List<String> labels,
      Map<String, Object> kafka,
      QualityListener listener) {
    return new QualityStreams(
        new QualityTopology(policy(config, labels), listener, InstantSource.system()),
        kafka,
        config.instance());
  }

  static QualityPolicy policy(MillraceConfig config, List<String> labels) {
    QualityConfig quality = config.quality();
    return new QualityPolicy(
        quality.group(),
        new QualityPolicy.Topics(
            config.topics().predictions(),
            config.topics().audits(),
            config.topics().feedback(),
            config.topics().quality(),
            config.topics().policy()),
        new Tenants(quality.tenantHeader(), Set.copyOf(quality.tenants().orElse(List.of()))),
        Set.copyOf(labels),
        quality.window(),
        quality.hop(),
        quality.joinWindow(),
        quality.remembered(),
        new DriftPolicy(quality.reference(), quality.driftWindow(), quality.falseAlarmEvents()),
        config.policy().enabled()
            ? Optional.of(
                new AgreementRule(
                    config.policy().target(), config.policy().rate(), config.policy().maxRaise()))
            : Optional.empty());
  }

  void start() {
    starter.start();
  }

  private void run() {
    try {
      do {
        try {
          streams.start();
          LOG.info("Quality topology started");
          return;
        } catch (KafkaException notNow) {
          LOG.log(
              Level.WARNING,
              "Quality topology not started, will try again: {0}",
              notNow.getMessage());
        }
      } while (!stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop.countDown();
    starter.interrupt();
    streams.close();
  }
}
