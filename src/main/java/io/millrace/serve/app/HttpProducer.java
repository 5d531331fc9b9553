package io.millrace.serve.app;

import io.millrace.serve.config.MillraceConfig;
import io.millrace.serve.http.AdminPolicy;
import io.millrace.serve.http.HttpPolicy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes what HTTP needs besides the cascade. */
@Singleton
final class HttpProducer {
  @Produces
  @Singleton
  HttpPolicy policy() {
    return new HttpPolicy(CascadeProducer.HTTP_TEXTS, System::nanoTime);
  }

  @Produces
  @Singleton
  AdminPolicy admin(MillraceConfig config) {
    return Policies.admin(config);
  }
}
