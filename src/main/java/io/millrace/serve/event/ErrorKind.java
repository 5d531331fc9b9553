package io.millrace.serve.event;

/** The kind of a failure decides what happens next. */
public enum ErrorKind {
  /** The record can never be answered: dead letter. */
  BAD_EVENT,
  /** The engine failed on this event alone: dead letter. */
  ENGINE
}
