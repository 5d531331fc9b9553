package io.millrace.cli;

import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sign}: says who made a bundle. */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    description = {
      "Signs a bundle, once its checksums are found right: writes bundle.sig beside bundle.json.",
      "A service with the public key in MILLRACE_BUNDLE_KEY loads only bundles so signed."
    })
final class SignCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--bundle",
      paramLabel = "BUNDLE",
      required = true,
      description = "Bundle directory")
  private Path bundle;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "PEM file of an Ed25519 private key, as by: openssl genpkey -algorithm ed25519")
  private Path key;

  @Override
  public Integer call() throws IOException {
    if (Files.isRegularFile(bundle)) {
      throw new ParameterException(
          spec.commandLine(), bundle + " is no directory: sign that, and zip it afterwards");
    }
    BundleDirectory.read(bundle);
    BundleKey.sign(bundle, key);
    spec.commandLine().getOut().println("wrote " + bundle.resolve(BundleKey.SIGNATURE));
    return 0;
  }
}
