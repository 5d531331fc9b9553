package io.millrace.serve.http.console;

/**
 * What the console may show.
 *
 * <p>Immutable.
 *
 * @param isOn whether there is one
 * @param showsTexts whether utterances of recent events are kept and shown
 */
public record ConsolePolicy(boolean isOn, boolean showsTexts) {}
