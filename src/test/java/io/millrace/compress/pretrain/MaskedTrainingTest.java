package io.millrace.compress.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.MaskedNetwork;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.pretrain.MaskedTraining.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoders learn to foretell words, and lose nothing by a kill. */
class MaskedTrainingTest {
  private static final String SPEC = "transformer:embedding=16,depth=1,heads=2,buckets=200";
  private static final Architecture ENCODER = Architecture.parse(SPEC);

  /** The animal says what it drinks. */
  private static final List<String> PAIRS = List.of("cat milk", "dog beer", "cow water", "bee tea");

  @TempDir Path directory;
  private final List<Double> losses = new ArrayList<>();
  private int resumedAfter;

  @ParameterizedTest
  @ValueSource(strings = {SPEC, SPEC + ",norm=post,pool=cls"})
  void foretellsWhatTheOthersSay(String spec) throws IOException {
    Architecture encoder = Architecture.parse(spec);

    training(encoder, lines(2000), 100, Integer.MAX_VALUE).train(encoder.initial(2, 1), at("kept"));

    // Without a look at the other word a masked one is one of four.
    assertThat(losses.getFirst()).isGreaterThan(1.5);
    assertThat(losses.getLast()).isLessThan(Math.log(4) / 2);
    assertThat(at("kept")).doesNotExist();
  }

  @Test
  void goesOnAfterAKillToTheSameWeights() throws IOException {
    Weights whole = training(ENCODER, lines(250), 50, 99).train(fresh(), at("whole"));
    assertThatThrownBy(() -> training(ENCODER, lines(250), 50, 3).train(fresh(), at("kept")))
        .hasMessage("killed");

    Weights resumed = training(ENCODER, lines(250), 50, 99).train(fresh(), at("kept"));

    assertThat(resumedAfter).isEqualTo(3);
    assertSame(resumed, whole);
  }

  @Test
  void passesOverWhatIsBroken() throws IOException {
    Weights whole = training(ENCODER, lines(250), 50, 99).train(fresh(), at("whole"));
    assertThatThrownBy(() -> training(ENCODER, lines(250), 50, 3).train(fresh(), at("kept")))
        .hasMessage("killed");
    Path newest = checkpoints().getLast();
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 1] ^= 1;
    Files.write(newest, bytes);

    Weights resumed = training(ENCODER, lines(250), 50, 99).train(fresh(), at("kept"));

    assertThat(resumedAfter).isEqualTo(2);
    assertSame(resumed, whole);
  }

  @Test
  void beginsAnewWithAnotherText() throws IOException {
    assertThatThrownBy(() -> training(ENCODER, lines(250), 50, 3).train(fresh(), at("kept")))
        .hasMessage("killed");

    training(ENCODER, lines(251), 50, 99).train(fresh(), at("kept"));

    assertThat(resumedAfter).isZero();
    assertThat(at("kept")).doesNotExist();
  }

  @Test
  void refusesWhatReadsNoContext() {
    Architecture bag = Architecture.parse("bag");

    assertThat(MaskedNetwork.supports(bag)).isFalse();
    assertThatThrownBy(() -> new MaskedNetwork(bag, 5)).hasMessageContaining("bag:");
  }

  @Test
  void refusesATextWithoutWords() {
    assertThatThrownBy(
            () -> training(ENCODER, List.of("once", "only"), 50, 99).train(fresh(), at("kept")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at least 2 words");
  }

  private MaskedTraining training(
      Architecture encoder, List<String> lines, int partLines, int killedAfter) {
    return new MaskedTraining(
        encoder,
        new Lines(List.of(), lines),
        new Settings(2, 5, partLines),
        new MaskedTraining.Listener() {
          @Override
          public void resumed(int part, int parts) {
            resumedAfter = part;
          }

          @Override
          public void partEnded(int part, int parts, double loss) {
            losses.add(loss);
            if (part == killedAfter) {
              throw new IllegalStateException("killed");
            }
          }
        });
  }

  private List<Path> checkpoints() throws IOException {
    try (Stream<Path> files = Files.list(at("kept"))) {
      return files.sorted().toList();
    }
  }

  private static void assertSame(Weights one, Weights other) {
    assertThat(one.tensors().keySet()).isEqualTo(other.tensors().keySet());
    one.tensors()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.data()).isEqualTo(other.tensors().get(name).data()));
  }

  private static Weights fresh() {
    return ENCODER.initial(2, 1);
  }

  private static List<String> lines(int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(PAIRS.get(i % PAIRS.size()));
    }
    return lines;
  }

  private Path at(String name) {
    return directory.resolve(name);
  }
}
