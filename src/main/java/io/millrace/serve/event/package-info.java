/**
 * What goes in and out of the service: text events, predictions, rejections. Records only.
 *
 * <p>Must not import any other package of the project, nor any third party's.
 */
package io.millrace.serve.event;
