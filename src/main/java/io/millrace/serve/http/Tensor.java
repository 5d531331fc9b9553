package io.millrace.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A tensor of the Open Inference Protocol.
 *
 * @param shape {@code [n]}; -1 for any length
 * @param data absent in metadata
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tensor(String name, String datatype, List<Long> shape, List<?> data) {
  /** Strings, by the protocol's name. */
  static final String BYTES = "BYTES";

  /** Double-precision numbers. */
  static final String DOUBLE = "FP64";

  static Tensor described(String name, String datatype) {
    return new Tensor(name, datatype, List.of(-1L), null);
  }

  static Tensor of(String name, String datatype, List<?> data) {
    return new Tensor(name, datatype, List.of((long) data.size()), data);
  }
}
