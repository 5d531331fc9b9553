/**
 * Pages that open without a network. Imports nothing of the project; only the toolkit's report and
 * the benchmarks import it.
 */
package io.millrace.page;
