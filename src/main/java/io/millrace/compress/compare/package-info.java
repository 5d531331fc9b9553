/**
 * Which of two models is better, decided by the utterances on which they differ.
 *
 * <pre>
 * bundle or stage, old --+
 *                        +-- on the same split --> Contender, where each is right --PairedTest--> Comparison
 * bundle or stage, new --+
 * </pre>
 *
 * <p>May import {@code compress.data}, {@code compress.measure} and the model packages.
 */
package io.millrace.compress.compare;
