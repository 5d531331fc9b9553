package io.millrace.serve.http.oip;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * A tensor of the Open Inference Protocol.
 *
 * @param shape {@code [n]}; -1 for any length
 * @param parameters null when there are none
 * @param data absent in metadata, and when it follows the JSON as bytes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tensor(
    String name, String datatype, List<Long> shape, Map<String, Object> parameters, List<?> data) {
  /** Strings, by the protocol's name. */
  static final String BYTES = "BYTES";

  /** Double-precision numbers. */
  static final String DOUBLE = "FP64";

  static Tensor described(String name, String datatype) {
    return new Tensor(name, datatype, List.of(-1L), null, null);
  }

  static Tensor of(String name, String datatype, List<?> data) {
    return new Tensor(name, datatype, List.of((long) data.size()), null, data);
  }

  /** The same tensor, whose data are bytes behind the JSON. */
  Tensor binary(int sizeBytes) {
    return new Tensor(name, datatype, shape, Map.of(BinaryTensor.SIZE, sizeBytes), null);
  }
}
