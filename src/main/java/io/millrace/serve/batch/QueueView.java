package io.millrace.serve.batch;

import java.util.List;

/**
 * What the batching rule sees of one stage.
 *
 * @param waiting the queue, oldest first; not changed while the rule looks at it
 * @param heldUntilNanos before this, nothing is sent: the engine failed and is given a rest
 */
record QueueView<R>(
    List<Waiting<R>> waiting, BatchPolicy policy, CostModel cost, long heldUntilNanos) {}
