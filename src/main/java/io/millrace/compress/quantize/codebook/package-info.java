/**
 * Weights as codes and the few numbers they stand for: powers of two, or the means of clusters.
 *
 * <pre>
 * weights --Powers, KMeans--> Codebook --Coded, BitPlanes--> the same Graph, codes in place of floats
 * </pre>
 *
 * <p>May import {@code compress.graph} and {@code compress.quantize}; no engine, no clock.
 */
package io.millrace.compress.quantize.codebook;
