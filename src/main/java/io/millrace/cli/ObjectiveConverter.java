package io.millrace.cli;

import io.millrace.bench.plan.Objective;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an objective such as {@code p99=50ms}. */
final class ObjectiveConverter implements ITypeConverter<Objective> {
  @Override
  public Objective convert(String text) {
    try {
      return Objective.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
