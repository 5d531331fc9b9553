package io.millrace.serve.http.oip;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.serve.event.Prediction;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What an inference answers.
 *
 * @param id the request's
 */
public record InferResponse(
    @JsonProperty("model_name") String modelName,
    @JsonProperty("model_version") String modelVersion,
    String id,
    List<Tensor> outputs) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** The predictions, all of one bundle, as the request wants them. */
  static Response of(InferRequest request, List<Prediction> predictions) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Tensor> outputs = new ArrayList<>();
    for (InferRequest.Wanted wanted : request.outputs()) {
      Tensor tensor = wanted.output().of(predictions);
      if (wanted.isBinary()) {
        byte[] data = BinaryTensor.bytes(tensor);
        bytes.writeBytes(data);
        tensor = tensor.binary(data.length);
      }
      outputs.add(tensor);
    }
    String bundle = predictions.getFirst().bundle();
    InferResponse response =
        new InferResponse(
            ServedModel.name(bundle), ServedModel.version(bundle), request.id(), outputs);
    return request.outputs().stream().anyMatch(InferRequest.Wanted::isBinary)
        ? response.followedBy(bytes.toByteArray())
        : Response.ok(response, MediaType.APPLICATION_JSON_TYPE).build();
  }

  private Response followedBy(byte[] data) {
    byte[] json = json();
    ByteArrayOutputStream body = new ByteArrayOutputStream(json.length + data.length);
    body.writeBytes(json);
    body.writeBytes(data);
    return Response.ok(body.toByteArray(), MediaType.APPLICATION_OCTET_STREAM_TYPE)
        .header(BinaryTensor.HEADER, json.length)
        .build();
  }

  private byte[] json() {
    try {
      return MAPPER.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Bug: records can be written", e);
    }
  }
}
