package dev.perdure.server.search;

import dev.perdure.server.search.Expression.Operand;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns the values of a query into what their attribute has.
final class Values {
  private static final long NANOS = 1_000_000_000L;

  /// RFC 3339, which wants seconds; the parser behind it would do without.
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})");

  private static final int FRACTION_DIGITS_MAX = 9;

  /// A number in quotation marks; the parser behind it would also take `5d`, `NaN` and spaces.
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private Values() {}

  static Object value(Attribute attribute, Operand operand) throws QueryException {
    return switch (attribute.name()) {
      case "ExecutionStatus" -> status(attribute, operand);
      case "ExecutionDuration" -> duration(attribute, operand);
      default ->
          switch (attribute.type()) {
            case INDEXED_VALUE_TYPE_DATETIME -> time(attribute, operand);
            case INDEXED_VALUE_TYPE_INT, INDEXED_VALUE_TYPE_DOUBLE -> number(attribute, operand);
            case INDEXED_VALUE_TYPE_BOOL -> truth(attribute, operand);
            default -> text(attribute, operand);
          };
    };
  }

  private static Object status(Attribute attribute, Operand operand) throws QueryException {
    return switch (operand) {
      case Operand.Numeral number when whole(number) instanceof Long value -> value;
      case Operand.Text(var name) -> {
        var status = status(name);
        if (status == null) {
          throw QueryException.invalid("invalid ExecutionStatus value '" + name + "'");
        }
        yield (long) status.getNumber();
      }
      default -> throw unexpected(attribute, operand);
    };
  }

  /// @param name as in the protocol, or in short: `TimedOut`
  private static @Nullable WorkflowExecutionStatus status(String name) {
    for (var status : WorkflowExecutionStatus.values()) {
      if (status != WorkflowExecutionStatus.UNRECOGNIZED
          && (status.name().equals(name) || KnownAttributes.shortName(status).equals(name))) {
        return status;
      }
    }
    return null;
  }

  private static Object duration(Attribute attribute, Operand operand) throws QueryException {
    if (!(operand instanceof Operand.Text(var text))) {
      return number(attribute, operand);
    }
    var nanos = Durations.parse(text);
    if (nanos.isEmpty()) {
      throw QueryException.of(
          "invalid value for search attribute %s: %s (invalid duration)"
              .formatted(attribute.name(), text));
    }
    return nanos.getAsLong();
  }

  private static Object time(Attribute attribute, Operand operand) throws QueryException {
    return switch (operand) {
      case Operand.Numeral number when whole(number) instanceof Long value -> value;
      case Operand.Text(var text) -> {
        if (!TIME.matcher(text).matches()) {
          throw badTime(text);
        }
        try {
          yield nanos(OffsetDateTime.parse(withoutNeedlessDigits(text)).toInstant());
        } catch (DateTimeParseException e) {
          throw badTime(text);
        }
      }
      default -> throw unexpected(attribute, operand);
    };
  }

  private static QueryException badTime(String text) {
    return QueryException.invalid("unable to parse datetime '" + text + "'");
  }

  /// Digits beyond nanoseconds are dropped.
  private static String withoutNeedlessDigits(String time) {
    int point = time.indexOf('.');
    if (point < 0) {
      return time;
    }
    int end = point + 1;
    while (Character.isDigit(time.charAt(end))) {
      end++;
    }
    return time.substring(0, Math.min(end, point + 1 + FRACTION_DIGITS_MAX)) + time.substring(end);
  }

  /// Nanoseconds since 1970; times that do not fit become the last or first one that does.
  static long nanos(Instant time) {
    long seconds = time.getEpochSecond();
    if (seconds >= Long.MAX_VALUE / NANOS) {
      return Long.MAX_VALUE;
    }
    return seconds <= Long.MIN_VALUE / NANOS ? Long.MIN_VALUE : seconds * NANOS + time.getNano();
  }

  private static Object number(Attribute attribute, Operand operand) throws QueryException {
    try {
      return switch (operand) {
        case Operand.Numeral number -> canonical(whole(number));
        case Operand.Text(var text) when NUMBER.matcher(text).matches() ->
            canonical(whole(new Operand.Numeral(text, !text.contains("."))));
        default -> throw mismatch(attribute, operand);
      };
    } catch (NumberFormatException e) {
      throw mismatch(attribute, operand);
    }
  }

  /// Numbers that are the same to SQL become equal: 1.0 is 1, and there is no negative zero.
  private static Object canonical(Object number) {
    return number instanceof Double real && real == Math.rint(real) && Math.abs(real) < 0x1p63
        ? (Object) real.longValue()
        : number;
  }

  /// A `Long`; a `Double` if the number is not whole or does not fit.
  private static Object whole(Operand.Numeral number) {
    if (number.whole()) {
      try {
        return Long.valueOf(number.digits());
      } catch (NumberFormatException e) {
        // It does not fit, or is no number at all.
      }
    }
    return Double.valueOf(number.digits());
  }

  private static Object truth(Attribute attribute, Operand operand) throws QueryException {
    if (operand instanceof Operand.Truth(boolean value)) {
      return value ? 1L : 0L;
    }
    throw mismatch(attribute, operand);
  }

  private static Object text(Attribute attribute, Operand operand) throws QueryException {
    return switch (operand) {
      case Operand.Text(var text) -> text;
      case Operand.Numeral number -> number.digits();
      default -> throw mismatch(attribute, operand);
    };
  }

  private static QueryException unexpected(Attribute attribute, Operand operand) {
    return QueryException.invalid(
        "unexpected value type %s for search attribute %s"
            .formatted(typeOf(operand), attribute.name()));
  }

  private static QueryException mismatch(Attribute attribute, Operand operand) {
    var shown = operand instanceof Operand.Text(var text) ? "\"" + text + "\"" : operand.toString();
    return QueryException.invalid(
        "invalid value type for search attribute %s of type %s: %s (type: %s)"
            .formatted(attribute.name(), attribute.typeName(), shown, typeOf(operand)));
  }

  private static String typeOf(Operand operand) {
    return switch (operand) {
      case Operand.Text _ -> "string";
      case Operand.Numeral number -> number.whole() ? "int64" : "float64";
      case Operand.Truth _ -> "bool";
      default -> operand.kind();
    };
  }
}
