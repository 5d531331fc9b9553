/**
 * Parts that architectures are made of: each one description of its tensors, its numbers on the
 * training engine, and the nodes it puts into a graph.
 *
 * <p>May import {@code compress.graph} and {@code model}.
 */
package io.millrace.compress.arch.layer;
