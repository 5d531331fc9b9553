package io.millrace.serve.http;

import java.util.function.LongSupplier;

/**
 * How HTTP asks the cascade.
 *
 * <p>Immutable.
 *
 * @param maxInFlight most texts asked and not yet answered; further requests are told to try again
 * @param nanoClock the cascade's
 */
public record HttpPolicy(int maxInFlight, LongSupplier nanoClock) {}
