package io.millrace.serve.http.oip;

import io.millrace.serve.cascade.LiveCascade;
import io.millrace.serve.http.HttpFailure;
import jakarta.inject.Singleton;

/**
 * The bundle as the Open Inference Protocol sees it: one model, one version.
 *
 * <p>Safe for use by many threads.
 */
@Singleton
public final class ServedModel {
  private static final int NOT_FOUND = 404;

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
      throw new HttpFailure(NOT_FOUND, "model %s: there is only %s".formatted(asked, name()));
    }
  }

  /**
   * Refuses any other version, too.
   *
   * @throws HttpFailure if another is meant
   */
  void require(String asked, String version) {
    require(asked);
    if (!version.equals(version())) {
      throw new HttpFailure(
          NOT_FOUND, "model %s, version %s: there is only %s".formatted(asked, version, version()));
    }
  }
}
