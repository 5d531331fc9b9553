/**
 * Looks for the best student under a measured latency limit.
 *
 * <pre>
 * SearchSpace --Proposer--> Point --Candidate--> fits the limit? --Evaluator--> Trial --> ParetoFront
 *                  ^                                                              |
 *                  +--------------------------------------------------------------+
 * </pre>
 *
 * <p>May use all of the toolkit, and nothing of the service.
 */
package io.millrace.compress.search;
