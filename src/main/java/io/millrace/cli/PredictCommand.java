package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.cascade.Cascade;
import io.millrace.serve.cascade.CascadeListener;
import io.millrace.serve.cascade.LoadedBundle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code predict}: the service's cascade without Kafka. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = {
      "Answers utterances by the service's cascade, a JSON object a line.",
      "It is the value that the service writes to its topic of predictions; ids count from 1."
    })
final class PredictCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  @Spec private CommandSpec spec;

  @Option(
      names = "--bundle",
      paramLabel = "BUNDLE",
      description = "Bundle, a directory or a zip of it (default: the default bundle)")
  private Path bundle;

  @Parameters(
      arity = "1..*",
      paramLabel = "TEXT",
      description = "Utterances; or - to read one a line from standard input, blank lines aside")
  private List<String> texts;

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).isBlank()) {
        throw new ParameterException(spec.commandLine(), "TEXT " + (i + 1) + " is blank");
      }
    }
    Cascade cascade = cascade(load());
    cascade.start();
    try {
      answer(new Asker(cascade, spec.commandLine().getOut()));
    } finally {
      cascade.stop(Duration.ofSeconds(10));
    }
    return 0;
  }

  private LoadedBundle load() {
    try (BundleDirectory directory = BundleDirectory.read(BundleOption.orDefault(bundle))) {
      return LoadedBundle.load(directory, new OnnxEngine());
    }
  }

  private void answer(Asker asker) throws IOException, InterruptedException {
    if (texts.equals(List.of(STANDARD_INPUT))) {
      answerLines(asker);
    } else {
      for (String text : texts) {
        asker.ask(text);
      }
    }
    asker.finish();
  }

  /** Whoever types wants each answer at once; a file's lines may fill batches. */
  private static void answerLines(Asker asker) throws IOException, InterruptedException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      asker.ask(line);
      if (!lines.ready()) {
        asker.finish();
      }
    }
  }

  private Cascade cascade(LoadedBundle loaded) {
    PrintWriter err = spec.commandLine().getErr();
    return new Cascade(
        loaded,
        new BatchPolicy(32, 1024, 0, Long.MAX_VALUE),
        new BatchPool.Setting(
            1,
            2 * Asker.MOST_OPEN, // The pool counts an answered request until its reply returns.
            System::nanoTime,
            BatchListener.NONE,
            (thread, bug) -> bug.printStackTrace(err)),
        CascadeListener.NONE);
  }
}
