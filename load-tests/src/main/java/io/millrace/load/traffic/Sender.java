package io.millrace.load.traffic;

/**
 * A way of events to the service.
 *
 * <p>Safe for use by many threads.
 */
public interface Sender extends AutoCloseable {
  /**
   * Sends an event, and tells the ledger when it is taken. May wait for room.
   *
   * @param event its number
   * @param key its conversation
   * @param id its name
   */
  void send(int event, int key, String id, byte[] value);

  /** Returns when everything is taken that was sent. */
  void flush();

  @Override
  void close();
}
