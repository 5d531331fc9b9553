/**
 * Rules that change a graph and keep its meaning, one per file.
 *
 * <p>Imports the graph, the data and the model packages; knows neither training nor the service.
 */
package io.millrace.compress.rewrite;
