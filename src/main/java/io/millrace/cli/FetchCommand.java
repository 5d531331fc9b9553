package io.millrace.cli;

import io.millrace.cli.fetch.BundleFetch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fetch}: a bundle's zip before the service starts, as in an init container. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = {
      "Fetches a bundle's zip, unless it is there, and checks it.",
      "From oci, an artifact of one layer: oras push REGISTRY/NAME:TAG bundle.zip."
    })
final class FetchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--uri",
      paramLabel = "URI",
      required = true,
      description = "https://…, http://…, oci://REGISTRY/NAME:TAG or oci://REGISTRY/NAME@sha256:…")
  private URI uri;

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      required = true,
      description = "SHA-256 of the zip, as by: sha256sum bundle.zip")
  private String sha256;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Where the zip is to lie; written aside and renamed")
  private Path out;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      defaultValue = "1073741824",
      description = "Larger files are refused (default: 1 GiB)")
  private long maxBytes;

  @Option(
      names = "--credentials",
      paramLabel = "FILE",
      description = "File that holds user:password for the server or registry")
  private Path credentials;

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean isNew = fetch().to(out);
    spec.commandLine().getOut().println((isNew ? "wrote " : "is there already: ") + out);
    return 0;
  }

  private BundleFetch fetch() throws IOException {
    String login = credentials == null ? "" : Files.readString(credentials).strip();
    try {
      return new BundleFetch(uri, sha256, maxBytes, login);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
