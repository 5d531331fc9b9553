/**
 * What a stage or a bundle is worth, and which thresholds it earns: accuracy, calibration, size,
 * CPU time; temperatures and thresholds with a proof.
 *
 * <pre>
 * stage directories + validation split --CascadeCalibration--> temperatures, thresholds --BundleWriter--> bundle
 * bundle + test split --Evaluation--> Measurement
 * </pre>
 *
 * <p>Works offline, on whole splits, with the same gates as the service. May import {@code
 * compress.data} and the model packages; reads no clock, it is given one.
 */
package io.millrace.compress.measure;
