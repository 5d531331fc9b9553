/**
 * Logits to verdicts, and how a threshold is proved: softmax, temperature, confidence, gate,
 * calibration error, risk bound. Arithmetic only.
 *
 * <pre>
 * logits [labels] --TemperatureScaling--> probabilities --ConfidenceFunction--> sureness --Gate--> accept or defer
 * </pre>
 *
 * <p>Everyone who judges logits does it with {@link io.millrace.model.confidence.Gate}, so that the
 * service, the measurements and the calibration mean the same. Must not import any other package of
 * the project.
 */
package io.millrace.model.confidence;
