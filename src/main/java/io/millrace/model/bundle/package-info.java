/**
 * The directory formats: a stage (one model) and a bundle (one cascade), their manifests and
 * checksums.
 *
 * <p>This is the only seam between the toolkit that writes them and the service that reads them.
 * May import only {@code model.text}, for the tokenizer settings that a manifest holds.
 */
package io.millrace.model.bundle;
