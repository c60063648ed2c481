package dev.perdure.engine.attribute;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads JSON: strings, booleans, [Figure], [#NULL], lists and maps.
final class Json {
  /// What `null` is read as.
  static final Object NULL = new Object();

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
  private static final int MAX_DEPTH = 100;

  private final String text;
  private int at;

  /// A number as it was written.
  record Figure(String text) {}

  private Json(String text) {
    this.text = text;
  }

  /// Reads a text.
  ///
  /// @throws IllegalArgumentException if it is no JSON
  static Object parse(String text) {
    var json = new Json(text);
    var value = json.value(0);
    json.skipSpace();
    if (json.at < text.length()) {
      throw json.bad();
    }
    return value;
  }

  private Object value(int depth) {
    skipSpace();
    if (depth > MAX_DEPTH) {
      throw bad();
    }
    return switch (peek()) {
      case '"' -> string();
      case '[' -> list(depth);
      case '{' -> map(depth);
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", NULL);
      default -> number();
    };
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw bad();
    }
    at += word.length();
    return value;
  }

  private Figure number() {
    var matcher = NUMBER.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw bad();
    }
    at = matcher.end();
    return new Figure(matcher.group());
  }

  private List<Object> list(int depth) {
    var list = new ArrayList<Object>();
    at++;
    skipSpace();
    if (peek() == ']') {
      at++;
      return list;
    }
    while (true) {
      list.add(value(depth + 1));
      if (isLast(']')) {
        return list;
      }
    }
  }

  private Map<String, Object> map(int depth) {
    var map = new LinkedHashMap<String, Object>();
    at++;
    skipSpace();
    if (peek() == '}') {
      at++;
      return map;
    }
    while (true) {
      skipSpace();
      var key = string();
      skipSpace();
      expect(':');
      map.put(key, value(depth + 1));
      if (isLast('}')) {
        return map;
      }
    }
  }

  private boolean isLast(char end) {
    skipSpace();
    if (peek() == end) {
      at++;
      return true;
    }
    expect(',');
    return false;
  }

  private String string() {
    expect('"');
    var value = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      if (c < ' ') {
        throw bad();
      }
      value.append(c == '\\' ? escaped() : c);
    }
    at++;
    return value.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (at + 4 > text.length()) {
          throw bad();
        }
        at += 4;
        yield (char) Integer.parseInt(text, at - 4, at, 16);
      }
      default -> throw bad();
    };
  }

  private void expect(char c) {
    if (peek() != c) {
      throw bad();
    }
    at++;
  }

  private char peek() {
    if (at >= text.length()) {
      throw bad();
    }
    return text.charAt(at);
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private IllegalArgumentException bad() {
    return new IllegalArgumentException("no JSON at character " + at);
  }
}
