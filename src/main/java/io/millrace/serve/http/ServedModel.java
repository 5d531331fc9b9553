package io.millrace.serve.http;

import io.millrace.serve.cascade.Cascade;
import jakarta.inject.Singleton;

/**
 * The bundle as the Open Inference Protocol sees it: one model, one version.
 *
 * <p>Safe for use by many threads.
 */
@Singleton
public final class ServedModel {
  private final Cascade cascade;
  private final String name;
  private final String version;

  /** Describes the bundle of a cascade. */
  public ServedModel(Cascade cascade) {
    this.cascade = cascade;
    String bundle = cascade.bundle().name();
    int colon = bundle.lastIndexOf(':');
    this.name = bundle.substring(0, colon);
    this.version = bundle.substring(colon + 1);
  }

  String name() {
    return name;
  }

  String version() {
    return version;
  }

  boolean isReady() {
    return cascade.isHealthy();
  }

  /**
   * Refuses any other model.
   *
   * @throws HttpFailure if another is meant
   */
  void require(String asked) {
    if (!asked.equals(name)) {
      throw new HttpFailure(404, "model " + asked + ": there is only " + name);
    }
  }
}
