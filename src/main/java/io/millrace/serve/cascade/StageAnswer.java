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
 * @param queueMs waiting for a batch
 * @param serviceMs the engine call of its batch
 */
public record StageAnswer(
    String stage,
    String label,
    double confidence,
    double sureness,
    double threshold,
    boolean accepted,
    double queueMs,
    double serviceMs) {}
