/**
 * Fewer bits for the numbers of a stage, one method per file.
 *
 * <pre>
 * Graph, texts --RangeObserver--> ranges
 * Graph, ranges --LinearQuantization--> the same Graph with integer products and tables, Report
 * </pre>
 *
 * <p>May import {@code compress.graph}, {@code compress.data}, {@code model.text}, {@code
 * model.infer} and {@code model.bundle}; no engine, no clock.
 */
package io.millrace.compress.quantize;
