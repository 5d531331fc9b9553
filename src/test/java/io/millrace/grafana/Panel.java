package io.millrace.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A panel of a dashboard.
 *
 * @param json all of it
 */
record Panel(String dashboard, JsonNode json) {
  /** One line of a panel. */
  record Query(String letter, Expression expression, String legend) {}

  String title() {
    return json.path("title").asText();
  }

  String type() {
    return json.path("type").asText();
  }

  boolean isRow() {
    return type().equals("row");
  }

  List<Query> queries() {
    return StreamSupport.stream(json.path("targets").spliterator(), false)
        .map(
            target ->
                new Query(
                    target.path("refId").asText(),
                    new Expression(target.path("expr").asText()),
                    target.path("legendFormat").asText()))
        .toList();
  }

  @Override
  public String toString() {
    return dashboard + " / " + title();
  }
}
