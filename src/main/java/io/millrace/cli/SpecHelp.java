package io.millrace.cli;

/** What can be written after {@code --arch}, for the help of the commands that take it. */
final class SpecHelp {
  static final String TEXT =
      """

      SPEC is kind:key=value,key=value; what is left out has the value shown here.
        bag:embedding=128
            the mean of the words: cheapest, knows no order
        conv:embedding=128,channels=256,widths=1-4
            convolutions over 1 to 4 words
        sep:embedding=64,channels=192,window=3,depth=2
            depthwise-separable convolutions: deep and narrow
        shuffle:embedding=64,channels=192,window=3,depth=2,groups=4
            the same with grouped products and shuffled channels: fewest weights
        transformer:embedding=128,depth=2,heads=4,hidden=512,norm=pre,pool=mean
            an encoder; norm=pre|post, pool=mean|max|cls; head=32 for 32 numbers a head
      Every kind takes
        buckets=40000,grams=3-5,ids=20,tokens=32
            rows of the word table, lengths of n-grams, rows a word, words a text
        scale=1.5
            makes depth and widths larger together; each unit doubles the operations
        flops=2M
            the largest scale with so many operations for a text of 12 words,
            the last dense tensor left out; with scale, at most that scale

      Example: --arch sep:flops=300K,buckets=20000
      """;

  private SpecHelp() {}
}
