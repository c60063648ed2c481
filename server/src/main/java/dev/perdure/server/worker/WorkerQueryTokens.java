package dev.perdure.server.worker;

import dev.perdure.server.worker.WorkerQuery.BadQueryException;
import java.util.ArrayList;
import java.util.List;

/// The words, signs and quoted texts of a query.
final class WorkerQueryTokens {
  /// How deep parentheses may go.
  static final int MAX_DEPTH = 50;

  private final List<String> tokens = new ArrayList<>();
  private int index;

  WorkerQueryTokens(String query) {
    for (int i = 0; i < query.length(); ) {
      int end = end(query, i);
      var token = query.substring(i, end).strip();
      if (!token.isEmpty()) {
        tokens.add(token);
      }
      i = end;
    }
  }

  private static int end(String query, int begin) {
    char first = query.charAt(begin);
    if (first == '\'' || first == '"') {
      int end = query.indexOf(first, begin + 1);
      return end < 0 ? query.length() : end + 1;
    }
    if ("<>=!".indexOf(first) >= 0) {
      boolean isPair = begin + 1 < query.length() && "=>".indexOf(query.charAt(begin + 1)) >= 0;
      return isPair ? begin + 2 : begin + 1;
    }
    int end = begin;
    while (end < query.length() && isWord(query.charAt(end))) {
      end++;
    }
    return Math.max(end, begin + 1);
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '`' || c == '.' || c == '-';
  }

  boolean isAtEnd() {
    return index == tokens.size();
  }

  /// Goes over this word or sign, if it is next.
  boolean skip(String token) {
    if (!isAtEnd() && tokens.get(index).equalsIgnoreCase(token)) {
      index++;
      return true;
    }
    return false;
  }

  String next() throws BadQueryException {
    if (isAtEnd()) {
      throw new BadQueryException("malformed query: " + where());
    }
    return tokens.get(index++);
  }

  /// The text between quotes that is next.
  String quoted(String field) throws BadQueryException {
    var token = next();
    char quote = token.charAt(0);
    if ((quote != '\'' && quote != '"')
        || token.length() < 2
        || token.charAt(token.length() - 1) != quote) {
      throw new BadQueryException("invalid value for %s: %s".formatted(field, token));
    }
    if (token.length() == 2) {
      throw new BadQueryException(field + " cannot be empty");
    }
    return token.substring(1, token.length() - 1);
  }

  /// Where the reader is.
  String where() {
    return isAtEnd() ? "syntax error at the end" : "syntax error near '" + tokens.get(index) + "'";
  }
}
