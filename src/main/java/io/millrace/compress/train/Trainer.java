package io.millrace.compress.train;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Dropout;
import io.millrace.compress.arch.Network;
import io.millrace.compress.arch.TokenBatch;
import io.millrace.compress.arch.Weights;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Lowers an objective over examples, epoch by epoch. The same input and seed give the same weights,
 * as far as the engine's sums do.
 *
 * <p>Confined to one thread.
 */
final class Trainer {
  private final Architecture architecture;
  private final TrainSettings settings;
  private final Objective objective;
  private final Regime regime;

  Trainer(Architecture architecture, TrainSettings settings, Objective objective, Regime regime) {
    this.architecture = architecture;
    this.settings = settings;
    this.objective = objective;
    this.regime = regime;
  }

  /** Hears of each epoch's end. */
  @FunctionalInterface
  interface EpochListener {
    /**
     * Takes the number of the epoch from 1, the mean loss in it, and the network with the weights
     * it computes with.
     */
    void epochEnded(int epoch, double loss, Network network, Weights seen);
  }

  /**
   * Moves the weights.
   *
   * @param examples those of an epoch, by its number from 0; each epoch's count like the first's
   */
  void train(Weights weights, IntFunction<List<Example>> examples, EpochListener listener) {
    SplittableRandom random = new SplittableRandom(settings.seed());
    Dropout dropout =
        new Dropout(
            settings.wordDropout(),
            settings.sumDropout(),
            settings.featureDropout(),
            random.split());
    Adam adam = new Adam(weights);
    int step = 0;
    try (Network network = new Network(architecture, regime.rounding())) {
      for (int epoch = 0; epoch < settings.epochs(); epoch++) {
        var batches = Batches.shuffled(examples.apply(epoch), settings.batch(), random);
        int steps = batches.size() * settings.epochs();
        double loss = 0;
        for (List<Example> batch : batches) {
          TokenBatch tokens = TokenBatch.of(batch.stream().map(Example::ids).toList());
          Weights seen = regime.seen(weights, tokens);
          var gradients = network.gradients(tokens, seen, dropout, objective.over(batch));
          adam.update(tokens, gradients, settings.rateAt(step++, steps));
          regime.hold(weights, tokens);
          loss += objective.loss() / batches.size();
        }
        listener.epochEnded(epoch + 1, loss, network, regime.seen(weights));
      }
    }
  }
}
