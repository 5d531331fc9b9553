package io.millrace.serve.cascade;

import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.util.concurrent.atomic.AtomicInteger;

/** One id, the utterance's length; cannot read "unreadable". Counts how often it is asked. */
final class FakeTokenizer implements Tokenizer {
  final AtomicInteger encoded = new AtomicInteger();

  @Override
  public TokenIds encode(String utterance) {
    encoded.incrementAndGet();
    if (utterance.equals("unreadable")) {
      throw new IllegalStateException("planted failure");
    }
    return new TokenIds(new int[] {utterance.length()}, 1, 1);
  }
}
