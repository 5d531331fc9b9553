package io.millrace.bench;

import java.util.List;

/**
 * Rows for people. Columns whose cells are all numbers are plotted, over the first column.
 *
 * <p>Immutable.
 */
public record Table(String title, List<String> columns, List<List<String>> rows) {
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "Table %s: expected %d cells, found %s".formatted(title, columns.size(), row));
      }
    }
  }
}
