package io.millrace.serve.batch;

/**
 * What waits for an engine's answer, and is told. Exactly one method is called, once, on an engine
 * worker; each must return quickly and throw nothing.
 *
 * @param <A> one answer
 */
public interface Request<A> {
  /**
   * The engine has answered.
   *
   * @param queueNanos from enqueueing to the engine call
   * @param serviceNanos the engine call, shared by the whole batch
   * @param requests in the batch
   */
  void answered(A answer, long queueNanos, long serviceNanos, int requests);

  /** The deadline passed in the queue. */
  void late(long queueNanos);

  /** The engine is well but fails on this request, alone too. */
  void failed(String message);

  /** The pool stopped first. The request itself is as good as before. */
  void unanswered();
}
