package io.millrace.compress.pretrain;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.MaskedNetwork;
import io.millrace.compress.arch.TokenBatch;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.train.Adam;
import io.millrace.model.bundle.Checksums;
import io.millrace.model.bundle.FloatTensor;
import io.millrace.model.text.NgramTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Teaches an encoder to foretell masked words of plain text, part by part of the text; killed and
 * run again, it goes on after the last part that was finished, to the same weights.
 *
 * <p>Chance in a part depends on the seed and the number of the part alone. Not for sharing.
 *
 * <p>Source: Devlin et al., BERT, NAACL 2019, section 3.1.
 */
public final class MaskedTraining {
  /** Lines that are shuffled together, and at most lost by a kill. */
  private static final int PART_LINES = 20_000;

  private static final int BATCH = 64;
  private static final double RATE = 1e-3;
  private static final double WARM_UP = 0.03;

  private final Architecture architecture;
  private final Lines text;
  private final Settings settings;
  private final Listener listener;

  /** Passes over the text, where chance starts, lines of a part. */
  record Settings(int epochs, long seed, int partLines) {}

  /** Hears how far it is. */
  public interface Listener {
    /** An earlier run had done so many parts out of all. */
    void resumed(int part, int parts);

    /** Takes the number of the part that ended, from 1, and the mean loss in it. */
    void partEnded(int part, int parts, double loss);
  }

  public MaskedTraining(
      Architecture architecture, Lines text, int epochs, long seed, Listener listener) {
    this(architecture, text, new Settings(epochs, seed, PART_LINES), listener);
  }

  MaskedTraining(Architecture architecture, Lines text, Settings settings, Listener listener) {
    this.architecture = architecture;
    this.text = text;
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * Trains.
   *
   * @param start weights to begin with; copied
   * @param checkpoints a directory for what a kill would lose; gone at the end
   * @return the encoder's weights
   * @throws IllegalArgumentException if the text has fewer than two words that come often enough
   */
  public Weights train(Weights start, Path checkpoints) throws IOException {
    Survey survey = Survey.of(text, architecture.ngrams().maxTokens());
    try (MaskedNetwork network = new MaskedNetwork(architecture, survey.vocabulary().size())) {
      Weights weights = network.withHead(start.copy(), settings.seed());
      Checkpoints kept = new Checkpoints(checkpoints, fingerprint(start, survey));
      Run run = new Run(network, weights, survey, kept);
      run.resume();
      for (int epoch = 0; epoch < settings.epochs(); epoch++) {
        text.forEachPart(settings.partLines(), run::learn);
      }
      kept.delete();
      return MaskedNetwork.encoderOf(weights);
    }
  }

  private String fingerprint(Weights start, Survey survey) {
    StringBuilder all = new StringBuilder(architecture.spec() + settings + survey.checksum());
    start.tensors().forEach((name, tensor) -> all.append(name).append(hash(tensor)));
    byte[] digest = Checksums.sha256().digest(all.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  private static int hash(FloatTensor tensor) {
    return Arrays.hashCode(tensor.data());
  }

  /** One pass through all epochs. */
  private final class Run {
    private final MaskedNetwork network;
    private final Weights weights;
    private final Adam adam;
    private final Survey survey;
    private final Checkpoints checkpoints;
    private final NgramTokenizer tokenizer = new NgramTokenizer(architecture.ngrams());
    private final FloatTensor steps = FloatTensor.zeros(1);
    private int part;
    private int done;

    Run(MaskedNetwork network, Weights weights, Survey survey, Checkpoints checkpoints) {
      this.network = network;
      this.weights = weights;
      this.survey = survey;
      this.checkpoints = checkpoints;
      this.adam = new Adam(weights);
    }

    void resume() throws IOException {
      done = checkpoints.restore(state());
      adam.resume((int) steps.data()[0]);
      if (done > 0) {
        listener.resumed(done, parts());
      }
    }

    void learn(List<String> lines) {
      part++;
      if (part <= done) {
        return;
      }
      SplittableRandom random = new SplittableRandom(settings.seed() * 1_000_003 + part);
      List<List<MaskedLine>> batches = batches(lines, random);
      double loss = 0;
      for (int i = 0; i < batches.size(); i++) {
        double share = (part - 1 + (double) i / batches.size()) / parts();
        loss += step(batches.get(i), rate(share), random) / batches.size();
      }
      save();
      listener.partEnded(part, parts(), loss);
    }

    private double step(List<MaskedLine> lines, double rate, SplittableRandom random) {
      TokenBatch batch = TokenBatch.of(lines.stream().map(MaskedLine::ids).toList());
      var step = network.step(batch, MaskedLine.mask(lines, batch.length(), random), weights);
      adam.update(batch, step.gradients(), rate);
      return step.loss();
    }

    /** Batches of like length, in random order. */
    private List<List<MaskedLine>> batches(List<String> lines, SplittableRandom random) {
      int maxWords = architecture.ngrams().maxTokens();
      List<MaskedLine> encoded = new ArrayList<>();
      for (String line : lines) {
        MaskedLine masked = MaskedLine.of(line, tokenizer, survey.vocabulary(), maxWords);
        if (masked.teaches()) {
          encoded.add(masked);
        }
      }
      Random shuffler = Random.from(random);
      Collections.shuffle(encoded, shuffler);
      encoded.sort(Comparator.comparingInt(line -> line.ids().length()));
      List<List<MaskedLine>> batches = new ArrayList<>();
      for (int from = 0; from < encoded.size(); from += BATCH) {
        batches.add(encoded.subList(from, Math.min(encoded.size(), from + BATCH)));
      }
      Collections.shuffle(batches, shuffler);
      return batches;
    }

    private void save() {
      steps.data()[0] = adam.steps();
      try {
        checkpoints.save(part, state());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Everything that a part changes; the tensors share the arrays that training writes to. */
    private Map<String, FloatTensor> state() {
      Map<String, FloatTensor> state = new LinkedHashMap<>(weights.tensors());
      adam.state()
          .forEach((name, moment) -> state.put(name, new FloatTensor(shape(moment), moment)));
      state.put("steps", steps);
      return state;
    }

    private static long[] shape(float[] numbers) {
      return new long[] {numbers.length};
    }

    private int parts() {
      long ofEpoch = (survey.lines() + settings.partLines() - 1) / settings.partLines();
      return Math.toIntExact(settings.epochs() * ofEpoch);
    }
  }

  /** Rises, then falls evenly to zero. */
  private static double rate(double share) {
    return RATE * Math.min((share + 1e-4) / WARM_UP, (1 - share) / (1 - WARM_UP));
  }
}
