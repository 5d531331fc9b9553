package io.millrace.load.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * What is wrong with the engine of a service just now, as a file says that the rig writes, changes
 * and deletes.
 *
 * <p>Members: {@code stall=true} holds each call for as long as the file says so; {@code fail=true}
 * fails each; {@code delayMs=N} delays each; {@code failFromTokens=N} fails a call whose longest
 * utterance has at least N tokens, so that one long utterance spoils its batch.
 *
 * <p>Runs inside the service, on its engine's threads. Safe for use by many threads.
 */
public final class EngineFault {
  private static final long LOOK_MILLIS = 20;

  /** Set once, before the first call. */
  private static volatile Path file;

  private EngineFault() {}

  static void watch(Path file) {
    EngineFault.file = file;
  }

  /**
   * Called at the head of each engine call.
   *
   * @param inputs tensors by name, {@code [batch, tokens, ...]}
   */
  public static void before(Map<String, ?> inputs) {
    Properties wrong = read();
    while (Boolean.parseBoolean(wrong.getProperty("stall"))) {
      sleep(LOOK_MILLIS);
      wrong = read();
    }
    sleep(Long.parseLong(wrong.getProperty("delayMs", "0")));
    if (Boolean.parseBoolean(wrong.getProperty("fail"))) {
      throw new IllegalStateException("the rig fails every engine call");
    }
    String failFrom = wrong.getProperty("failFromTokens");
    if (failFrom != null && tokens(inputs) >= Long.parseLong(failFrom)) {
      throw new IllegalStateException("the rig fails calls of " + failFrom + " tokens and more");
    }
  }

  private static Properties read() {
    Properties wrong = new Properties();
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        wrong.load(reader);
      } catch (IOException deletedMeanwhile) {
        wrong.clear();
      }
    }
    return wrong;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in a stalled engine call", stop);
    }
  }

  /** By reflection: the rig does not know the engine's classes. */
  private static long tokens(Map<String, ?> inputs) {
    long most = 0;
    for (Object tensor : inputs.values()) {
      try {
        Object info = tensor.getClass().getMethod("getInfo").invoke(tensor);
        long[] shape = (long[]) info.getClass().getMethod("getShape").invoke(info);
        most = Math.max(most, shape.length > 1 ? shape[1] : 0);
      } catch (ReflectiveOperationException changed) {
        throw new IllegalStateException("not the tensors that the rig knows", changed);
      }
    }
    return most;
  }
}
