package io.millrace.load.swap;

import java.util.TreeMap;

/**
 * Which versions may answer an event: none older than the one in force when it was sent, none that
 * has not been asked for yet.
 *
 * <p>Safe for use by many threads: swaps are begun by one and answers come on another.
 */
final class Versions {
  private final TreeMap<Integer, Integer> inForceFromEvent = new TreeMap<>();
  private int newest;
  private int unclean;

  Versions(int first) {
    newest = first;
    inForceFromEvent.put(0, first);
  }

  /** From now on the version may answer. */
  synchronized void begun(int version) {
    newest = version;
  }

  /** Events from this number on are sent with the version in force. */
  synchronized void done(int version, int nextEvent) {
    inForceFromEvent.put(nextEvent, version);
  }

  /** An event was answered by a bundle, {@code name:version}. */
  synchronized void answered(int event, String bundle) {
    int oldest = inForceFromEvent.floorEntry(event).getValue();
    int version = version(bundle);
    unclean += version < oldest || version > newest ? 1 : 0;
  }

  private static int version(String bundle) {
    String version = bundle.substring(bundle.lastIndexOf(':') + 1);
    return version.matches("\\d{1,9}") ? Integer.parseInt(version) : -1;
  }

  /** Answers by a version that must not have answered. */
  synchronized int unclean() {
    return unclean;
  }
}
