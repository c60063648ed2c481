package dev.perdure.server.search;

import dev.perdure.server.search.Token.Kind;
import java.util.Locale;
import java.util.Set;

/// Cuts a query into words and signs.
final class Lexer {
  private static final Set<String> KEYWORDS =
      Set.of(
          "and",
          "or",
          "not",
          "in",
          "is",
          "null",
          "true",
          "false",
          "like",
          "regexp",
          "starts_with",
          "between",
          "group",
          "order",
          "by",
          "limit",
          "having",
          "escape",
          "asc",
          "desc",
          "select",
          "from",
          "where",
          "union",
          "for",
          "exists",
          "case",
          "distinct");

  private final String text;
  private int at;

  Lexer(String text) {
    this.text = text;
  }

  Token next() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return new Token(Kind.END, "", at);
    }
    char c = text.charAt(at);
    if (isLetter(c)) {
      return word();
    }
    if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      return number();
    }
    return switch (c) {
      case '\'', '"' -> string(c);
      case '`' -> quotedName();
      default -> sign(c);
    };
  }

  private Token word() {
    int start = at;
    while (at < text.length() && (isLetter(peek(0)) || isDigit(peek(0)))) {
      at++;
    }
    var word = text.substring(start, at);
    var lower = word.toLowerCase(Locale.ROOT);
    return KEYWORDS.contains(lower)
        ? new Token(Kind.KEYWORD, lower, at)
        : new Token(Kind.NAME, word, at);
  }

  private Token number() {
    int start = at;
    skipDigits();
    var kind = Kind.WHOLE;
    if (peek(0) == '.') {
      kind = Kind.DECIMAL;
      at++;
      skipDigits();
    }
    if (peek(0) == 'e' || peek(0) == 'E') {
      int signs = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
      if (isDigit(peek(1 + signs))) {
        kind = Kind.DECIMAL;
        at += 1 + signs;
        skipDigits();
      }
    }
    // A letter must not follow a number.
    var digits = text.substring(start, at);
    return new Token(isLetter(peek(0)) ? Kind.ERROR : kind, digits, at);
  }

  private void skipDigits() {
    while (isDigit(peek(0))) {
      at++;
    }
  }

  /// A quote is written twice, or behind a backslash.
  private Token string(char quote) {
    var content = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        if (peek(0) != quote) {
          return new Token(Kind.STRING, content.toString(), at);
        }
        at++;
      } else if (c == '\\') {
        if (at == text.length()) {
          break;
        }
        c = unescaped(text.charAt(at++));
      }
      content.append(c);
    }
    return new Token(Kind.ERROR, content.toString(), at);
  }

  private static char unescaped(char c) {
    return switch (c) {
      case '0' -> '\0';
      case 'b' -> '\b';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'Z' -> '\u001a';
      default -> c;
    };
  }

  private Token quotedName() {
    int close = text.indexOf('`', at + 1);
    if (close <= at + 1) {
      var rest = close < 0 ? text.substring(at + 1) : "";
      at = close < 0 ? text.length() : close + 1;
      return new Token(Kind.ERROR, rest, at);
    }
    var name = text.substring(at + 1, close);
    at = close + 1;
    return new Token(Kind.NAME, name, at);
  }

  private Token sign(char c) {
    at++;
    char second = peek(0);
    var sign =
        switch (c) {
          case '=', '(', ')', ',', '.', '-', '+', '*' -> String.valueOf(c);
          case '<' -> second == '>' ? "!=" : second == '=' ? "<=" : "<";
          case '>' -> second == '=' ? ">=" : ">";
          case '!' -> second == '=' ? "!=" : "!";
          default -> "";
        };
    if (sign.isEmpty()) {
      return new Token(Kind.ERROR, String.valueOf(c), at);
    }
    at += sign.length() - 1;
    return new Token(Kind.SIGN, sign, at);
  }

  /// The character that many places ahead; behind the end there are zeros.
  private char peek(int ahead) {
    int place = at + ahead;
    return place < text.length() ? text.charAt(place) : 0;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
