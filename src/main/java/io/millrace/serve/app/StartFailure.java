package io.millrace.serve.app;

import io.millrace.model.bundle.InvalidBundleException;
import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;

/** Says in one line why the service did not start. */
public final class StartFailure {
  private StartFailure() {}

  /** The reason, for a person: what a user can mend by its own message, else the root cause. */
  public static String reason(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (speaksForItself(cause)) {
        return oneLine(cause.getMessage());
      }
      root = cause;
    }
    return oneLine(root.getMessage() == null ? root.toString() : root.getMessage());
  }

  private static boolean speaksForItself(Throwable cause) {
    return cause instanceof InvalidBundleException
        || cause instanceof IllegalArgumentException
        || cause instanceof ConfigValidationException
        || cause instanceof QuarkusBindException;
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", "; ").replace(":;", ":");
  }
}
