package io.millrace.serve.cascade;

import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleKey;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.infer.Engine;
import io.millrace.model.infer.InferenceException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes a cascade of a bundle on disk: verified, loaded, warm, held to its contract; not started.
 *
 * <p>Immutable.
 *
 * @param part which stages are asked
 * @param engine loads them
 * @param cascades makes the cascade; {@link IllegalArgumentException} if the options do not fit the
 *     bundle
 * @param warmUpSize the largest batch
 * @param key who must have signed the bundle; empty if anybody may have made it
 */
public record CascadeLoader(
    Part part,
    Engine engine,
    Function<LoadedBundle, Cascade> cascades,
    int warmUpSize,
    Contract contract,
    Optional<BundleKey> key) {
  private static final int WARM_UP_ROUNDS = 3;

  /**
   * A cascade that may serve.
   *
   * @param agreement the lesser share of probes, its own or those of the bundle in force, that it
   *     answers as stored; empty if neither has any
   */
  record Loaded(Cascade cascade, OptionalDouble agreement) {}

  /**
   * Loads the first bundle; what was loaded is freed if that fails.
   *
   * @throws InvalidBundleException if it must not serve, naming the file and key
   * @throws IllegalArgumentException if the options do not fit it
   */
  public Cascade load(Path place) {
    return load(place, Optional.empty()).cascade();
  }

  /** As {@link #load(Path)}, to follow the bundle in force. */
  Loaded load(Path place, LoadedBundle inForce) {
    return load(place, Optional.of(inForce));
  }

  private Loaded load(Path place, Optional<LoadedBundle> inForce) {
    LoadedBundle bundle;
    try (BundleDirectory directory = BundleDirectory.read(place, key)) {
      bundle = LoadedBundle.load(directory, part, engine);
    }
    try {
      return checked(place, bundle, inForce);
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  private Loaded checked(Path place, LoadedBundle bundle, Optional<LoadedBundle> inForce) {
    try {
      inForce.ifPresent(before -> contract.requireLabels(bundle, before));
      Cascade cascade = cascades.apply(bundle);
      WarmUp.run(bundle, warmUpSize, WARM_UP_ROUNDS);
      OptionalDouble own = contract.requireAgreement(bundle, bundle);
      OptionalDouble others =
          inForce.isPresent()
              ? contract.requireAgreement(bundle, inForce.get())
              : OptionalDouble.empty();
      return new Loaded(
          cascade, Stream.of(own, others).flatMapToDouble(OptionalDouble::stream).min());
    } catch (InvalidBundleException | InferenceException refused) {
      throw new InvalidBundleException(place + ": " + refused.getMessage(), refused);
    }
  }
}
