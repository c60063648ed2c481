package dev.perdure.common;

/// How the values of a search attribute are kept and compared by the server.
public enum SearchAttributeType {
  /// Text that is found by its words.
  TEXT,
  /// A string that is compared as a whole.
  KEYWORD,
  /// A whole number of 64 bits.
  INT,
  /// A number with a fraction.
  DOUBLE,
  /// True or false.
  BOOL,
  /// An instant.
  DATETIME,
  /// Several strings, each compared as a whole.
  KEYWORD_LIST
}
