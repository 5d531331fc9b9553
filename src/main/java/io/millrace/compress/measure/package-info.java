/**
 * What a stage or a bundle is worth: accuracy, calibration, size, CPU time; and how a bundle is
 * made.
 *
 * <pre>
 * stage directories + validation split --BundleMaker--> gates --BundleWriter--> bundle
 * bundle + test split --Evaluation--> Measurement
 * </pre>
 *
 * <p>Works offline, on whole splits, with the same gates as the service. May import {@code
 * compress.data}, {@code compress.calibrate} and the model packages; reads no clock, it is given
 * one.
 */
package io.millrace.compress.measure;
