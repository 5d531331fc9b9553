package io.millrace.serve.cascade;

import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.infer.Engine;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Makes a cascade of a bundle on disk: verified, loaded, warm; not started.
 *
 * <p>Immutable.
 *
 * @param engine loads its stages
 * @param cascades makes the cascade; {@link IllegalArgumentException} if the options do not fit the
 *     bundle
 * @param warmUpSize the largest batch
 */
public record CascadeLoader(
    Engine engine, Function<LoadedBundle, Cascade> cascades, int warmUpSize) {
  private static final int WARM_UP_ROUNDS = 3;

  /** A look at a bundle, before it is asked anything. */
  @FunctionalInterface
  interface Check {
    /**
     * Looks.
     *
     * @throws InvalidBundleException if it must not serve
     */
    void look(LoadedBundle bundle);
  }

  /**
   * Loads the bundle at a place; what was loaded is freed if that fails.
   *
   * @throws InvalidBundleException if it must not serve, naming the file and key
   * @throws io.millrace.model.infer.InferenceException if it fails when it is asked
   * @throws IllegalArgumentException if the options do not fit it
   */
  public Cascade load(Path place) {
    return load(place, bundle -> {});
  }

  Cascade load(Path place, Check check) {
    LoadedBundle bundle = LoadedBundle.load(BundleDirectory.read(place), engine);
    try {
      check.look(bundle);
      Cascade cascade = cascades.apply(bundle);
      WarmUp.run(bundle, warmUpSize, WARM_UP_ROUNDS);
      return cascade;
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }
}
