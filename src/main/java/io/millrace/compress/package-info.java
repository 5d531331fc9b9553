/**
 * The toolkit: a stage in, a smaller stage out.
 *
 * <p>Meets the service only through the bundle directory; must not import {@code serve}.
 */
package io.millrace.compress;
