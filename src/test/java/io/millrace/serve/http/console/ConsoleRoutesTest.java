package io.millrace.serve.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.serve.http.JsonReplies;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.Test;

class ConsoleRoutesTest {
  @Test
  void areThereOnlyIfTheConsoleIsOn() {
    Vertx vertx = Vertx.vertx();
    try {
      Router off = Router.router(vertx);
      Router on = Router.router(vertx);

      routes(false).register(off);
      routes(true).register(on);

      assertThat(off.getRoutes()).isEmpty();
      assertThat(on.getRoutes()).extracting(route -> route.getPath()).contains("/", "/console/ask");
    } finally {
      vertx.close();
    }
  }

  private static ConsoleRoutes routes(boolean isOn) {
    return new ConsoleRoutes(
        new ConsolePolicy(isOn, false),
        null,
        null,
        null,
        null,
        new JsonReplies(new ObjectMapper()));
  }
}
