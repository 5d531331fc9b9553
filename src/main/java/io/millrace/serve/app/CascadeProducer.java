package io.millrace.serve.app;

import io.millrace.model.bundle.BundleKey;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.cascade.AnswerCache;
import io.millrace.serve.cascade.CanaryRollout;
import io.millrace.serve.cascade.Cascade;
import io.millrace.serve.cascade.CascadeLoader;
import io.millrace.serve.cascade.CascadeStage;
import io.millrace.serve.cascade.Contract;
import io.millrace.serve.cascade.HotSwap;
import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.cascade.LoadedBundle;
import io.millrace.serve.cascade.Traced;
import io.millrace.serve.cascade.Tracing;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.metric.BatchMeters;
import io.millrace.serve.metric.BundleMeters;
import io.millrace.serve.metric.CascadeMeters;
import io.millrace.serve.metric.Meters;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Makes the cascade: loaded, warm and running before anybody can ask it. */
@Singleton
final class CascadeProducer {
  private static final Logger LOG = Logger.getLogger(CascadeProducer.class.getName());

  /** Audits that may wait beside them: two of the default batches. */
  static final int AUDITS = 64;

  @Produces
  @Singleton
  CascadeLoader loader(MillraceConfig config, Meters meters, Tracing tracing) {
    return new CascadeLoader(
        Policies.part(config),
        Policies.engine(config),
        bundle -> cascade(bundle, config, meters, exemplars(tracing)),
        config.batch().maxSize(),
        new Contract(config.minAgreement()),
        config.bundleKey().map(BundleKey::read));
  }

  /** The trace shown beside an engine call's time. */
  private static Function<List<?>, String> exemplars(Tracing tracing) {
    return tracing == Tracing.NONE ? _ -> null : Traced::idOfAny;
  }

  private static Cascade cascade(
      LoadedBundle bundle,
      MillraceConfig config,
      Meters meters,
      Function<List<?>, String> exemplars) {
    Policies.requireRoom(config, bundle.stages().size());
    List<String> stages = bundle.stages().stream().map(CascadeStage::name).toList();
    BatchPool.Setting setting =
        new BatchPool.Setting(
            Policies.workers(config, Runtime.getRuntime().availableProcessors()),
            config.inFlight().events() + config.http().texts() + AUDITS,
            System::nanoTime,
            new BatchMeters(meters, stages, exemplars),
            Failures::bug);
    return new Cascade(
        bundle,
        Policies.batch(config),
        setting,
        new CascadeMeters(meters, stages),
        Policies.cache(config).map(AnswerCache::new));
  }

  /** Not as an answerer: that is {@link ConsoleProducer#answerer}. */
  @Produces
  @Singleton
  @Typed(LiveCascade.class)
  LiveCascade live(MillraceConfig config, CascadeLoader loader) {
    long startNanos = System.nanoTime();
    Cascade cascade = loader.load(config.bundle());
    cascade.start();
    LOG.log(
        Level.INFO,
        "Bundle {0}: {1}; loaded and warm after {2} ms",
        new Object[] {
          cascade.bundle().name(),
          describe(cascade.bundle()),
          (System.nanoTime() - startNanos) / 1_000_000
        });
    return new LiveCascade(cascade);
  }

  @Produces
  @Singleton
  HotSwap swap(LiveCascade live, CascadeLoader loader, Meters meters, MillraceConfig config) {
    return new HotSwap(
        live,
        loader,
        new HotSwap.Setting(
            config.stopTimeout(), System::nanoTime, new BundleMeters(meters, live)::show));
  }

  @Produces
  @Singleton
  CanaryRollout rollout(HotSwap swap) {
    return new CanaryRollout(swap);
  }

  /**
   * Before the channels are wired, which is at {@code LIBRARY_BEFORE}: a broken bundle is refused
   * before Kafka is asked for anything, and by one line, where SmallRye would log a trace of it.
   */
  void load(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event, HotSwap swap) {}

  private static String describe(LoadedBundle bundle) {
    return bundle.stages().stream()
        .map(stage -> "%s (threshold %.3f)".formatted(stage.name(), stage.threshold()))
        .collect(Collectors.joining(" -> "));
  }
}
