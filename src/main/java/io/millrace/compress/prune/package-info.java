/**
 * Fewer numbers in a stage, one method per file.
 *
 * <pre>
 * tensors --Importance--> scores --Masks--> zeros where they matter least
 * </pre>
 *
 * <p>May import {@code compress.graph}, {@code compress.data}, {@code compress.arch} and {@code
 * model}; no engine, no clock.
 */
package io.millrace.compress.prune;
