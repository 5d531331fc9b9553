package io.millrace.cli;

/** What shares a scale or a codebook. */
enum Sharing {
  TENSOR,
  CHANNEL
}
