package io.millrace.load.fault;

import io.millrace.load.process.BrokerProcess;
import io.millrace.load.rig.Fault;
import io.millrace.load.scenario.FaultPlan.Kind;
import io.millrace.load.swap.Swap;

/** All faults by their kinds. */
public final class Faults {
  private Faults() {}

  /** A fresh one. */
  public static Fault of(Kind kind) {
    return switch (kind) {
      case NONE ->
          throw new IllegalArgumentException("Bug: nothing goes wrong, so nothing strikes");
      case KILL -> new Kill();
      case BROKER_RESTART -> new BrokerDown("broker restart", BrokerProcess::stop);
      case BROKER_KILL -> new BrokerDown("broker kill", BrokerProcess::kill);
      case REBALANCE -> new Rebalance();
      case FREEZE -> new Freeze();
      case STALL -> new Stall();
      case ENGINE_FAILURE -> new EngineFailure();
      case SWAP -> new Swap();
    };
  }
}
