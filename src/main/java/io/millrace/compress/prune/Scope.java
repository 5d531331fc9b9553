package io.millrace.compress.prune;

/** What shares a threshold. */
public enum Scope {
  /** All tensors: one that matters little as a whole loses more than its share. */
  GLOBAL,

  /** Each tensor for itself: all lose the same share. */
  TENSOR
}
