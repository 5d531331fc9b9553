/**
 * Measurements side by side, whose figures the README quotes.
 *
 * <pre>
 * Measurement... --Bench--> Results --ResultsFiles--> results.html, results.md
 * </pre>
 *
 * <p>Knows no measurement; those lie in the packages below. Reads clocks, like the commands.
 */
package io.millrace.bench;
