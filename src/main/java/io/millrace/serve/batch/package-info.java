/**
 * Dynamic batching: requests wait in one queue a stage, a pure rule says which to send together and
 * when, and one pool of engine workers serves all stages.
 *
 * <pre>
 * submit -> [intake] -> [queue of its stage] --BatchingRule--> batch -> BatchFunction -> Request
 *                                                 |late                              |failed: Bisection
 *                                                 +--------------------------------> Request
 * </pre>
 *
 * <p>Generic: knows neither texts nor models, and imports no other package of the project. Threads
 * start here; time is always given.
 */
package io.millrace.serve.batch;
