package io.millrace.serve.event;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Draws lots by what an event is called, so that every process draws alike, and so does one that
 * answers it again.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Source: FNV-1a, Internet-Draft draft-eastlake-fnv; Steele, Lea and Flood, Fast Splittable
 * Pseudorandom Number Generators, OOPSLA 2014, figure 16 (the finalizer), since names that count up
 * differ in their last bits.
 */
public enum Draw {
  /** Which events are audited. */
  AUDIT,
  /** Which conversations a canary answers; another lot, or none but audited ones would. */
  CANARY;

  /** The lot of a name: a number of 0..1, 1 excluded, and as good as even. */
  public double of(String name) {
    return of(name.getBytes(UTF_8));
  }

  /** The same of bytes. */
  public double of(byte[] name) {
    long hash = 0xcbf29ce484222325L + ordinal();
    for (byte each : name) {
      hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return (hash >>> 11) * 0x1p-53;
  }
}
