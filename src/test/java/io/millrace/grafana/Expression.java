package io.millrace.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** PromQL as it stands in a dashboard or rule. */
record Expression(String promql) {
  /** Names of this project, of the JVM, of HTTP, of Kafka's clients; and of what rules record. */
  private static final Pattern NAME =
      Pattern.compile(
          "\\b(?:job|job_stage):\\w+:\\w+|\\b(?:millrace|jvm|process|system|http|kafka)_\\w+");

  private static final Pattern COMPARISON = Pattern.compile(" (>=|<=|==|!=|>|<) (?!0\\))");

  /** As Grafana would fill them in, all of everything chosen. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "$__rate_interval", "10s",
          "$job", ".*",
          "$instance", ".*",
          "$stage", ".*",
          "$objective", "0.1",
          "$target", "0.99");

  /** Without Grafana's variables. */
  Expression filledIn() {
    String filled = promql;
    for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
      filled = filled.replace(variable.getKey(), variable.getValue());
    }
    assertThat(filled).doesNotContain("$");
    return new Expression(filled);
  }

  /**
   * What an alert looks at, whether or not it would fire: comparisons that answer 0 or 1 instead of
   * nothing, and presence instead of absence.
   */
  Expression observed() {
    String shown = promql.replaceAll("absent\\((\\w+)\\)", "count($1)");
    return new Expression(COMPARISON.matcher(shown).replaceAll(" $1 bool "));
  }

  /** Metrics that it reads, without what a histogram's series have behind. */
  Set<String> metrics() {
    return NAME.matcher(promql)
        .results()
        .map(match -> match.group().replaceAll("_(bucket|count|sum)$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
