package io.millrace.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.cascade.Trace;
import io.millrace.serve.cascade.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTracesTest {
  private final List<String> told = new ArrayList<>();

  @Test
  void endsWithItsAnswer() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    CompletableFuture<String> seen = request().until(answer);
    assertThat(told).isEmpty();

    answer.complete("yes");

    assertThat(seen).isCompletedWithValue("yes");
    assertThat(told).containsExactly("200 null");
  }

  @ParameterizedTest
  @CsvSource({"413, 413 null", "429, 429 null", "500, 500 500", "503, 503 503"})
  void isAnErrorOnlyIfItIsOurs(int status, String end) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    request().until(answer.thenApply(same -> same));

    answer.completeExceptionally(new HttpFailure(status, "why"));

    assertThat(told).containsExactly(end);
  }

  @Test
  void aBugIsOurs() {
    request().until(CompletableFuture.failedFuture(new CompletionException(new Error("planted"))));

    assertThat(told).containsExactly("500 500");
  }

  @Test
  void nothingIsMadeWhereNothingIsTraced() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    RequestTraces.OfRequest none = new RequestTraces(Tracing.NONE).begin("/predict", null);

    assertThat(none).isSameAs(RequestTraces.OfRequest.NONE);
    assertThat(none.until(answer)).isSameAs(answer);
    assertThat(none.text()).isSameAs(Trace.NONE);
  }

  private RequestTraces.OfRequest request() {
    return new RequestTraces.OfRequest(
        Tracing.NONE,
        new Trace() {
          @Override
          public void ended(Map<String, Object> attributes, String error) {
            told.add(attributes.get("http.response.status_code") + " " + error);
          }
        });
  }
}
