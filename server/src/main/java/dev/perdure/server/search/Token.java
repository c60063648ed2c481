package dev.perdure.server.search;

/// One word or sign of a query.
///
/// @param text a name as it was written, a keyword in lower case, a string's content, a number's
///   digits, or a sign
/// @param end the place behind it, in characters
record Token(Kind kind, String text, int end) {
  /// What kinds of words there are.
  enum Kind {
    NAME,
    KEYWORD,
    STRING,
    WHOLE,
    DECIMAL,
    SIGN,
    /// Nothing that the language has.
    ERROR,
    END
  }

  boolean isKeyword(String keyword) {
    return kind == Kind.KEYWORD && text.equals(keyword);
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  /// How an error message quotes it; signs and the end are not quoted.
  String near() {
    return kind == Kind.SIGN || kind == Kind.END ? "" : " near '" + text + "'";
  }
}
