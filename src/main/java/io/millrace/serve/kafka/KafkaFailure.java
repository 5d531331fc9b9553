package io.millrace.serve.kafka;

/**
 * Fired as a CDI event when outputs can finally not be written: nothing is taken, sent or committed
 * any more, and only a new process can go on, from the last commit.
 *
 * <p>Immutable.
 */
public record KafkaFailure(String message) {}
