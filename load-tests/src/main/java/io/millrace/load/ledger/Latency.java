package io.millrace.load.ledger;

/**
 * From the moment an event was due to the moment its answer was read, in milliseconds.
 *
 * <p>Immutable.
 */
public record Latency(double p50Ms, double p99Ms, double p999Ms) {}
