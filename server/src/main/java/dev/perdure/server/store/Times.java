package dev.perdure.server.store;

/// When open runs started, or when closed ones closed, in nanoseconds since 1970: the first thing
/// by which lists are ordered.
///
/// @param first in it
/// @param last in it
record Times(long first, long last) {
  static final Times ALL = new Times(Long.MIN_VALUE, Long.MAX_VALUE);

  Times since(long time) {
    return new Times(Math.max(first, time), last);
  }

  Times until(long time) {
    return new Times(first, Math.min(last, time));
  }
}
