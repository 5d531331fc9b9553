package io.millrace.serve.cascade;

/**
 * What one stage said of one event, and what its gate made of it.
 *
 * <p>Immutable.
 *
 * @param label the best in scope
 * @param confidence calibrated probability of the label, 0..1
 * @param sureness what the gate compared, 0..1: the confidence function of all labels
 * @param threshold what it was compared with
 * @param accepted whether the stage answers; else the next is asked, if there is one
 * @param queueMs waiting for a batch of this stage; 0 if the answer was remembered
 * @param serviceMs the engine call of its batch, which all of the batch share
 * @param requests in that batch; 0 if the answer was remembered
 * @param tokens of the event
 * @param loadLevel steps by which load had lowered the students' thresholds when the gate judged
 */
public record StageAnswer(
    String stage,
    String label,
    double confidence,
    double sureness,
    double threshold,
    boolean accepted,
    double queueMs,
    double serviceMs,
    int requests,
    int tokens,
    int loadLevel) {}
