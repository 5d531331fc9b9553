/**
 * How many pods of how many cores a rate takes: the service's scheduler in virtual time, with
 * engine calls, and all that lies around them, measured on this machine.
 *
 * <pre>
 * bundle --MeasuredCalls, Trial--> Calibration
 * Traffic, Visits, Calibration --PodModel (Simulation)--> Forecast --Planner--> Plan
 * </pre>
 *
 * <p>May import {@code bench}, its simulation, the live service of {@code bench.service}, the
 * service's cascade and the models.
 */
package io.millrace.bench.plan;
