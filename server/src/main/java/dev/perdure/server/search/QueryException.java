package dev.perdure.server.search;

import java.io.Serial;

/// A query that cannot be carried out. The message is what the client gets, in Temporal's words.
public final class QueryException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private static final int LENGTH_MAX = 1_000;
  private static final String PREFIX = "invalid query: ";

  private QueryException(String message) {
    super(shortened(message), null, false, false);
  }

  /// It travels in a header, which has little room.
  private static String shortened(String message) {
    return message.length() <= LENGTH_MAX ? message : message.substring(0, LENGTH_MAX) + "…";
  }

  /// It does not follow the grammar.
  static QueryException malformed(String problem) {
    return new QueryException(PREFIX + "malformed SQL query: " + problem);
  }

  /// It asks for something that lists do not have.
  static QueryException notSupported(String what) {
    return new QueryException(PREFIX + "operation is not supported: " + what);
  }

  /// It follows the grammar and makes no sense.
  static QueryException invalid(String problem) {
    return new QueryException(PREFIX + "invalid expression: " + problem);
  }

  /// It asks for something of workflows where schedules are listed.
  static QueryException notOfSchedules(String name) {
    return new QueryException(
        "invalid query filter for schedules: cannot filter on \"" + name + "\"");
  }

  static QueryException of(String problem) {
    return new QueryException(PREFIX + problem);
  }

  @Override
  public String getMessage() {
    var message = super.getMessage();
    return message == null ? "" : message;
  }
}
