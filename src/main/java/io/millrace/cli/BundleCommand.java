package io.millrace.cli;

import io.millrace.compress.calibrate.CascadeCalibration;
import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.measure.BundleMaker;
import io.millrace.compress.measure.BundleWriter;
import io.millrace.compress.measure.Measurement;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.confidence.ConfidenceFunction;
import io.millrace.model.confidence.RiskControl;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code bundle}: stages to a cascade whose thresholds are proved. */
@Command(
    name = "bundle",
    description = {
      "Puts stages together into a bundle whose thresholds are proved on the validation split.",
      "The cascade loses at most --max-drop of its last stage's accuracy and abstains on at most"
          + " --max-false-abstention of what is in scope, each with a chance of --delta to be"
          + " wrong. Writes nothing when the split cannot prove that."
    })
final class BundleCommand implements Callable<Integer> {
  /** What the last gate may abstain on, if nobody says otherwise: a share of what is in scope. */
  static final String MAX_FALSE_ABSTENTION = "0.05";

  private static final String AUTO = "auto";

  @Spec private CommandSpec spec;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      required = true,
      description = "Stage directory; once a stage, the cheapest first, the teacher last")
  private List<Path> stages;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Data directory whose validation split calibrates")
  private Path data;

  @Option(
      names = "--max-drop",
      paramLabel = "SHARE",
      defaultValue = "0.005",
      description =
          "Most accuracy the cascade may lose to its last stage (default: ${DEFAULT-VALUE})")
  private double maxDrop;

  @Option(
      names = "--delta",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = "Chance that a proof misleads (default: ${DEFAULT-VALUE})")
  private double delta;

  @Option(
      names = "--max-false-abstention",
      paramLabel = "SHARE",
      defaultValue = MAX_FALSE_ABSTENTION,
      description =
          "Most that may be abstained of what is in scope; more catches more of what is not"
              + " (default: ${DEFAULT-VALUE})")
  private double maxFalseAbstention;

  @Option(
      names = "--confidence",
      paramLabel = "FUNCTION",
      defaultValue = AUTO,
      converter = FunctionConverter.class,
      description =
          "What all gates look at: entropy, energy, max-probability or margin; auto chooses for"
              + " each stage what tells best what it should not answer (default: ${DEFAULT-VALUE})")
  private Compared compared;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the bundle (default: that of its directory)")
  private String name;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      defaultValue = "1",
      description = "Version of the bundle (default: ${DEFAULT-VALUE})")
  private String version;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the order of the sample (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where the bundle goes; must not exist")
  private Path out;

  @Mixin private JsonOption json;

  /** Not the standard mixin, whose {@code --version} is the program's. */
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  private boolean isHelp;

  /** What gates look at; empty to have it chosen. */
  private record Compared(Optional<ConfidenceFunction> function) {}

  /** Reads the names that manifests use. */
  private static final class FunctionConverter implements ITypeConverter<Compared> {
    @Override
    public Compared convert(String word) {
      try {
        return new Compared(
            word.equals(AUTO) ? Optional.empty() : Optional.of(ConfidenceFunction.parse(word)));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    BundleWriter.requireAbsent(out);
    List<StageDirectory> read = stages.stream().map(StageDirectory::read).toList();
    CascadeCalibration calibration =
        new CascadeCalibration(
            compared.function().map(it -> Collections.nCopies(stages.size(), it)).orElse(List.of()),
            maxDrop,
            delta,
            maxFalseAbstention,
            seed);
    BundleMaker.Made made =
        new BundleMaker(
                new OnnxEngine(),
                calibration,
                ThreadTime.CPU_NANOS,
                spec.commandLine().getErr()::println)
            .make(read, DataDirectory.read(data).valid());
    BundleDirectory bundle = write(read, made);
    PrintWriter screen = spec.commandLine().getOut();
    BundleTable.print(bundle.manifest(), made, screen);
    screen.printf("%nwrote %s%n", out);
    screen.flush();
    json.write(bundle.manifest());
    return 0;
  }

  private BundleDirectory write(List<StageDirectory> read, BundleMaker.Made made)
      throws IOException {
    String given = name != null ? name : out.toAbsolutePath().normalize().getFileName().toString();
    return new BundleWriter(
            given,
            version,
            read,
            made.gates(),
            proof(made),
            new BundleManifest.Abstention(
                maxFalseAbstention,
                delta,
                made.choice().falseAbstention().sampleSize(),
                made.choice().falseAbstention().bound()),
            figures(made),
            made.probes(),
            made.reliability())
        .write(out);
  }

  /** Null for a single stage, which has nothing to drop below. */
  private BundleManifest.Calibration proof(BundleMaker.Made made) {
    return made.choice()
        .drop()
        .map(
            drop ->
                new BundleManifest.Calibration(
                    maxDrop,
                    delta,
                    drop.sampleSize(),
                    drop.bound(),
                    RiskControl.METHOD,
                    made.choice().fittingSize(),
                    made.cpuMicros()))
        .orElse(null);
  }

  private static Map<String, Double> figures(BundleMaker.Made made) {
    Measurement.Cascade figures = made.figures();
    Map<String, Double> named = new TreeMap<>();
    named.put("validationAccuracy", figures.accuracy());
    named.put("validationFalseAbstention", figures.falseAbstention());
    named.put("validationEscalationRate", figures.escalationRate());
    named.put("validationAgreement", figures.agreement());
    if (figures.oosRecall() != null) {
      named.put("validationOosRecall", figures.oosRecall());
    }
    return named;
  }
}
