package io.millrace.load.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The embedded broker in a process of its own, always on the same port and directory.
 *
 * <p>Confined to the thread of the run.
 */
public final class BrokerProcess {
  private static final String READY = "Broker at ";
  private static final long STOP_SECONDS = 30;

  private final Workplace workplace;
  private final int port = Ports.free();
  private int starts;
  private Child child;

  /** Starts nothing yet. */
  public BrokerProcess(Workplace workplace) {
    this.workplace = workplace;
  }

  /** Where clients connect. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /**
   * Starts it, and waits until clients can connect.
   *
   * @throws IOException if it ends instead, or takes too long
   */
  public void start(Duration limit) throws IOException, InterruptedException {
    starts++;
    Path records = workplace.directory().resolve("broker");
    child =
        workplace.start(
            "broker-" + starts,
            List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"),
            Map.of(),
            "broker",
            "--port",
            Integer.toString(port),
            "--dir",
            records.toString());
    long start = System.nanoTime();
    while (!child.log().contains(READY)) {
      if (!child.isAlive() || System.nanoTime() - start > limit.toNanos()) {
        throw new IOException("The broker does not start:\n" + child.log());
      }
      Thread.sleep(20);
    }
  }

  /** SIGTERM. */
  public void stop() {
    child.terminate(STOP_SECONDS);
  }

  /** SIGKILL. */
  public void kill() {
    child.kill();
  }

  /** False while it is down. */
  public boolean isAlive() {
    return child.isAlive();
  }
}
