/**
 * One page that shows what a cascade is worth and what each step of its making cost and gained.
 *
 * <pre>
 * stages + split --StageProfile, Comparison, Measurement--> Report --ReportPage--> report.html
 * </pre>
 *
 * <p>Imports {@code compress.measure} and {@code compress.data} and the model packages; draws with
 * Chart.js, which the page carries along.
 */
package io.millrace.compress.report;
