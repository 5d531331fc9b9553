package io.millrace.cli;

/** How the ranges of activations are found. */
enum Ranges {
  STATIC,
  DYNAMIC
}
