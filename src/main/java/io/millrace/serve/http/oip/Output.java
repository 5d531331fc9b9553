package io.millrace.serve.http.oip;

import io.millrace.serve.event.Prediction;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The tensors that predictions are answered as, {@code [n]} each. A tensor of strings holds no
 * null: the label of an abstention is the empty string, and so is the stage where none ran.
 */
enum Output {
  LABEL(Tensor.BYTES, prediction -> orEmpty(prediction.label())),
  CONFIDENCE(Tensor.DOUBLE, Prediction::confidence),
  STAGE(Tensor.BYTES, prediction -> orEmpty(prediction.stage())),
  OUTCOME(Tensor.BYTES, prediction -> prediction.outcome().word());

  private final String datatype;
  private final Function<Prediction, Object> value;

  Output(String datatype, Function<Prediction, Object> value) {
    this.datatype = datatype;
    this.value = value;
  }

  static Optional<Output> named(String name) {
    return Arrays.stream(values()).filter(output -> output.tensorName().equals(name)).findFirst();
  }

  static List<Tensor> described() {
    return Arrays.stream(values())
        .map(output -> Tensor.described(output.tensorName(), output.datatype))
        .toList();
  }

  Tensor of(List<Prediction> predictions) {
    return Tensor.of(tensorName(), datatype, predictions.stream().map(value).toList());
  }

  String tensorName() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String orEmpty(String word) {
    return word == null ? "" : word;
  }
}
