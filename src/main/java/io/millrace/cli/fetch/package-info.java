/**
 * A bundle's zip from a web server or a registry of images, for the command {@code fetch}.
 *
 * <p>May import no other package of the project.
 */
package io.millrace.cli.fetch;
