package io.millrace.model.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.millrace.model.text.NgramSettings;
import java.util.List;
import java.util.Map;

/**
 * {@code stage.json}: what one model is, how it was made, and the checksums of its files.
 *
 * <p>Immutable. {@code architecture} is the SPEC the model was trained from, or {@code onnx} for an
 * imported one. {@code ngrams} is absent when the directory holds a {@code tokenizer.json}. {@code
 * checksums} maps each other file of the directory to its SHA-256 in lower-case hexadecimal.
 */
@JsonInclude(Include.NON_NULL)
public record StageManifest(
    int formatVersion,
    String name,
    String architecture,
    List<String> labels,
    List<String> inputs,
    int maxTokens,
    NgramSettings ngrams,
    Provenance provenance,
    Map<String, Double> measurements,
    Map<String, String> checksums) {

  /** The only version this code reads and writes. */
  public static final int FORMAT_VERSION = 1;

  /** The label that means out of scope: never an answer, since gates weigh only the others. */
  public static final String OUT_OF_SCOPE = "oos";

  /**
   * Begins the measurements that say how sensitive a stage is to its constants: behind it stands
   * the name of one, the value is the divergence of the answers when that alone is quantized, in
   * nats.
   */
  public static final String SENSITIVITY = "sensitivity:";

  /**
   * How a stage came to be.
   *
   * @param commands the command lines that made it, oldest first
   * @param seed the seed of the last of them
   * @param parent SHA-256 of the manifest it was made from, or null
   * @param data name of the data set, or null
   * @param licence licence of the data set, or null
   */
  @JsonInclude(Include.NON_NULL)
  public record Provenance(
      List<String> commands, long seed, String parent, String data, String licence) {
    public Provenance {
      commands = commands == null ? List.of() : List.copyOf(commands);
    }
  }

  public StageManifest {
    labels = labels == null ? List.of() : List.copyOf(labels);
    inputs = inputs == null ? List.of() : List.copyOf(inputs);
    measurements = measurements == null ? Map.of() : Map.copyOf(measurements);
    checksums = checksums == null ? Map.of() : Map.copyOf(checksums);
  }

  /** That of a model like this one, of which nothing is measured yet. */
  public StageManifest like(String otherName, List<String> otherLabels, Provenance otherWay) {
    return new StageManifest(
        formatVersion,
        otherName,
        architecture,
        otherLabels,
        inputs,
        maxTokens,
        ngrams,
        otherWay,
        Map.of(),
        Map.of());
  }

  /** This manifest with other measurements. */
  public StageManifest measured(Map<String, Double> others) {
    return new StageManifest(
        formatVersion,
        name,
        architecture,
        labels,
        inputs,
        maxTokens,
        ngrams,
        provenance,
        others,
        checksums);
  }
}
