package io.millrace.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time such as {@code 50us}, {@code 0.2ms} or {@code 1s} as microseconds. */
final class MicrosConverter implements ITypeConverter<Double> {
  private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(us|µs|ms|s)");

  @Override
  public Double convert(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches() || Double.parseDouble(matcher.group(1)) == 0) {
      throw new TypeConversionException(
          "expected a time above 0 such as 50us, 0.2ms or 1s, found '" + text + "'");
    }
    double factor =
        switch (matcher.group(2)) {
          case "ms" -> 1e3;
          case "s" -> 1e6;
          default -> 1;
        };
    return Double.parseDouble(matcher.group(1)) * factor;
  }
}
