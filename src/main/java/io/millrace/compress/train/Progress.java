package io.millrace.compress.train;

/**
 * How far a training is.
 *
 * <p>Immutable.
 *
 * @param epoch the epoch that ended, from 1
 * @param loss mean over the epoch
 * @param accuracy on the validation split, 0..1
 */
public record Progress(int epoch, int epochs, double loss, double accuracy) {}
