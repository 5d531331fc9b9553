package io.millrace.load.scenario;

/** Refuses values of a scenario file, by their keys. */
public final class Check {
  private Check() {}

  /**
   * Lets a value pass.
   *
   * @throws IllegalArgumentException if it is not as expected
   */
  public static void that(String key, Object found, boolean isAsExpected, String expected) {
    if (!isAsExpected) {
      throw new IllegalArgumentException(key + ": expected " + expected + ", found " + found);
    }
  }
}
