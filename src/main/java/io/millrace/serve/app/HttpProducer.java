package io.millrace.serve.app;

import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.http.AdminPolicy;
import io.millrace.serve.http.HttpPolicy;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes what HTTP needs besides the cascade. */
@Singleton
final class HttpProducer {
  @Produces
  @Singleton
  HttpPolicy policy(MillraceConfig config, LiveCascade cascade) {
    return new HttpPolicy(
        config.http().texts(),
        config.http().backlog().toNanos(),
        cascade::backlogNanos,
        ConfigProvider.getConfig()
            .getValue("quarkus.http.limits.max-body-size", MemorySize.class)
            .asLongValue(),
        System::nanoTime);
  }

  @Produces
  @Singleton
  AdminPolicy admin(MillraceConfig config) {
    return Policies.admin(config);
  }
}
