/**
 * The stages in order: ask, gate, escalate, until one is sure.
 *
 * <pre>
 * TextEvent -> encode -> [stage 0 queue] -> logits -> gate --accept--> Prediction
 *                                                       |defer
 *                                                       +-> encode -> [stage 1 queue] -> ... -> accept or abstain
 * </pre>
 *
 * <p>Knows neither Kafka nor HTTP: both ask through {@link io.millrace.serve.cascade.Answerer}. May
 * import {@code serve.event}, {@code serve.batch} and the model packages but for {@code model.djl}.
 */
package io.millrace.serve.cascade;
