package io.millrace.compress.prune;

/** What can be removed whole. */
public enum UnitKind {
  HEADS("attention heads"),
  UNITS("units between two products"),
  CHANNELS("convolution channels"),
  EMBEDDING("numbers of an embedding"),
  VOCABULARY("rows of the vocabulary");

  private final String words;

  UnitKind(String words) {
    this.words = words;
  }

  /** As tables say it. */
  public String words() {
    return words;
  }
}
