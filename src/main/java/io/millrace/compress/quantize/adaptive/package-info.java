/**
 * Bits for each constant by what it is worth: few where the answers do not care, many where they
 * do.
 *
 * <pre>
 * stage, texts --Sensitivity--> divergence by constant --BitPath--> ever fewer bits --AdaptiveBits--> the fewest within the drop
 * </pre>
 *
 * <p>May import {@code compress.graph}, {@code compress.quantize} and the model packages but for
 * the engine; no clock.
 */
package io.millrace.compress.quantize.adaptive;
