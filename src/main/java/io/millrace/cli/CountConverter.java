package io.millrace.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how many there shall be of something: at least one. */
final class CountConverter implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) == 0) {
      throw new TypeConversionException("expected a number from 1 up, found '" + text + "'");
    }
    return Integer.parseInt(text);
  }
}
