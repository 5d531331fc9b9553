/**
 * Which temperatures and thresholds stages earn, with proofs.
 *
 * <pre>
 * logits of the validation split --CascadeCalibration--> gates, bounds
 *                                --Resplits-->           how often a bound was broken
 * </pre>
 *
 * <p>Arithmetic on logits alone: no stage is asked here, and no file read. May import {@code
 * model.confidence}.
 */
package io.millrace.compress.calibrate;
