package io.millrace.cli;

import io.millrace.compress.compare.Comparison;
import io.millrace.compress.data.Split;
import io.millrace.model.djl.OnnxEngine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What {@code --compare} is decided by, and what the decision is good for. */
final class CompareOptions {
  @Option(
      names = "--alpha",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description =
          "With --compare: chance of seeing a difference between two that are equal (default: ${DEFAULT-VALUE})")
  private double alpha;

  @Option(
      names = "--require",
      paramLabel = "VERDICT",
      description =
          "With --compare: better: exit status 1 unless NEW is better; not-worse: exit status 1 if "
              + "NEW is worse (default: 0 whatever the verdict)")
  private Required required;

  /** What NEW must be for exit status 0. */
  private enum Required {
    BETTER,
    NOT_WORSE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  Comparison compare(Path old, Path fresh, Split split, PrintWriter out) {
    Comparison comparison = Comparison.of(old, fresh, split, alpha, new OnnxEngine());
    out.printf(
        Locale.ROOT,
        """
        old  %8.2f %%  %s
        new  %8.2f %%  %s

        new minus old                    %8.2f points, %.2f to %.2f at confidence %s
        utterances                       %8d
          only old right                 %8d
          only new right                 %8d
        p value, McNemar's exact test    %8.2g
        verdict                          %s
        """,
        100 * comparison.oldAccuracy(),
        comparison.old(),
        100 * comparison.newAccuracy(),
        comparison.fresh(),
        100 * comparison.difference(),
        100 * comparison.lower(),
        100 * comparison.upper(),
        1 - alpha,
        comparison.utterances(),
        comparison.onlyOldRight(),
        comparison.onlyNewRight(),
        comparison.pValue(),
        switch (comparison.verdict()) {
          case BETTER -> "new is better";
          case WORSE -> "old is better";
          case UNDECIDED -> "undecided at alpha " + alpha;
        });
    out.flush();
    return comparison;
  }

  int status(Comparison comparison) {
    boolean holds =
        switch (required) {
          case null -> true;
          case BETTER -> comparison.verdict() == Comparison.Verdict.BETTER;
          case NOT_WORSE -> comparison.verdict() != Comparison.Verdict.WORSE;
        };
    return holds ? 0 : 1;
  }
}
