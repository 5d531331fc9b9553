/**
 * What a student is told: the answers of one teacher or of several, whatever their tokenizers and
 * the order of their labels.
 *
 * <p>May import {@code compress.graph} and {@code model}; no engine but the port.
 */
package io.millrace.compress.teach;
