package io.millrace.serve.http;

import io.millrace.serve.cascade.LiveCascade;
import jakarta.inject.Singleton;

/**
 * The bundle as the Open Inference Protocol sees it: one model, one version.
 *
 * <p>Safe for use by many threads.
 */
@Singleton
public final class ServedModel {
  private final LiveCascade cascade;

  /** Describes the bundle of a cascade, whichever is in force when asked. */
  public ServedModel(LiveCascade cascade) {
    this.cascade = cascade;
  }

  String name() {
    return name(cascade.bundle().name());
  }

  String version() {
    return version(cascade.bundle().name());
  }

  /** The name in {@code name:version}. */
  static String name(String bundle) {
    return bundle.substring(0, bundle.lastIndexOf(':'));
  }

  /** The version in {@code name:version}. */
  static String version(String bundle) {
    return bundle.substring(bundle.lastIndexOf(':') + 1);
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
    if (!asked.equals(name())) {
      throw new HttpFailure(404, "model " + asked + ": there is only " + name());
    }
  }
}
