/**
 * Rules that change a graph and keep what it computes, one a file.
 *
 * <pre>
 * Graph --Rewriting(rules)--> the same Graph with fewer nodes, Report
 * </pre>
 *
 * <p>May import {@code compress.graph} alone.
 */
package io.millrace.compress.rewrite;
