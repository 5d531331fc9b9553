package io.millrace.serve.cascade;

import java.util.List;

/** What has a trace. */
public interface Traced {
  /** The same object each time. */
  Trace trace();

  /** The id of the first kept trace among those of some things; null if there is none. */
  static String idOfAny(List<?> things) {
    for (Object thing : things) {
      if (thing instanceof Traced traced && traced.trace().id() != null) {
        return traced.trace().id();
      }
    }
    return null;
  }
}
