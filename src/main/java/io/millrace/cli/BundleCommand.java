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
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
      "The cascade loses at most --max-drop of its last stage's accuracy and abstains on at most "
          + "--max-false-abstention of what is in scope, each with a chance of --delta to be wrong. "
          + "Writes nothing when the split cannot prove that."
    })
final class BundleCommand implements Callable<Integer> {
  /** What the last gate may abstain on, if nobody says otherwise: a share of what is in scope. */
  static final String MAX_FALSE_ABSTENTION = "0.05";

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
          "Most that may be abstained of what is in scope; more catches more of what is not (default: ${DEFAULT-VALUE})")
  private double maxFalseAbstention;

  @Option(
      names = "--confidence",
      paramLabel = "FUNCTION",
      defaultValue = "entropy",
      converter = FunctionConverter.class,
      description =
          "What gates look at: entropy, or max-probability, which escalates a little less and lets more through that is out of scope (default: ${DEFAULT-VALUE})")
  private ConfidenceFunction function;

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

  /** Reads the names that manifests use. */
  private static final class FunctionConverter implements ITypeConverter<ConfidenceFunction> {
    @Override
    public ConfidenceFunction convert(String word) {
      try {
        return ConfidenceFunction.parse(word);
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
        new CascadeCalibration(function, maxDrop, delta, maxFalseAbstention, seed);
    BundleMaker.Made made =
        new BundleMaker(new OnnxEngine(), calibration, spec.commandLine().getErr()::println)
            .make(read, DataDirectory.read(data).valid());
    BundleDirectory bundle = write(read, made);
    print(bundle.manifest(), made);
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
                    maxDrop, delta, drop.sampleSize(), drop.bound(), RiskControl.METHOD))
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

  private void print(BundleManifest manifest, BundleMaker.Made made) {
    PrintWriter to = spec.commandLine().getOut();
    to.printf(Locale.ROOT, "%-16s %12s %10s%n", "stage", "temperature", "threshold");
    for (BundleManifest.Stage stage : manifest.stages()) {
      to.printf(
          Locale.ROOT,
          "%-16s %12.4f %10.4f%n",
          stage.name(),
          stage.temperature(),
          stage.threshold());
    }
    to.println();
    if (manifest.calibration() != null) {
      to.printf(
          Locale.ROOT,
          "proved at delta %s on %d utterances: drop of accuracy at most %.2f points%n",
          delta,
          manifest.calibration().sampleSize(),
          100 * manifest.calibration().bound());
    }
    to.printf(
        Locale.ROOT,
        "proved at delta %s on %d utterances: abstained though in scope at most %.2f %%%n%n",
        delta,
        made.choice().falseAbstention().sampleSize(),
        100 * made.choice().falseAbstention().bound());
    to.println("on the validation split, which chose the gates:");
    MeasurementTable.printShares(made.figures(), to);
    to.printf("%nwrote %s%n", out);
    to.flush();
  }
}
