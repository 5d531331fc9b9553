package io.millrace.model.djl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/**
 * Native memory that a thread fills for the engine over and over. The engine reads it where it
 * lies; numbers of the heap would be copied into native memory that is allocated and zeroed for
 * each call.
 *
 * <p>Confined to its thread. Three places can be lent at the same time; what is lent is overwritten
 * when the thread asks for the same place again. As large as the largest that was asked for.
 */
final class Lent {
  private static final int PLACES = 3;
  private static final int INITIAL_BYTES = 1 << 14;
  private static final ThreadLocal<Lent> OF_THREAD = ThreadLocal.withInitial(Lent::new);

  private final ByteBuffer[] places = new ByteBuffer[PLACES];

  private Lent() {
    for (int i = 0; i < PLACES; i++) {
      places[i] = allocate(INITIAL_BYTES);
    }
  }

  /** Room for so many numbers, in one of the calling thread's places. */
  static IntBuffer ints(int place, int count) {
    return room(place, (long) count * Integer.BYTES).asIntBuffer().limit(count);
  }

  /** Room for so many long ones. */
  static LongBuffer longs(int place, int count) {
    return room(place, (long) count * Long.BYTES).asLongBuffer().limit(count);
  }

  private static ByteBuffer room(int place, long bytes) {
    ByteBuffer[] places = OF_THREAD.get().places;
    if (bytes > places[place].capacity()) {
      places[place] = allocate(Math.toIntExact(Long.highestOneBit(bytes - 1) * 2));
    }
    return places[place];
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
