/**
 * What a stream of observations proves: shares with their intervals, and drift with a stated rate
 * of false alarms. Arithmetic; knows no Kafka and no clock.
 *
 * <p>Must not import any other package of the project, nor any third party's.
 */
package io.millrace.serve.quality.evidence;
