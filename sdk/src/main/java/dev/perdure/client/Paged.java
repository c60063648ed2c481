package dev.perdure.client;

import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/// Goes through what a server gives in pages, and asks for a page only when it is needed.
final class Paged<T> implements Iterator<T> {
  private final Function<ByteString, Page<T>> fetch;
  private ByteString token;
  private Iterator<T> page = Collections.emptyIterator();
  private boolean last;

  /// One page.
  ///
  /// @param elements what is on it
  /// @param nextToken what asks for the next one; empty behind the last
  record Page<T>(List<T> elements, ByteString nextToken) {}

  /// @param token asks for the first page
  Paged(ByteString token, Function<ByteString, Page<T>> fetch) {
    this.token = token;
    this.fetch = fetch;
  }

  /// Pages may be empty although others follow.
  @Override
  public boolean hasNext() {
    while (!page.hasNext() && !last) {
      Page<T> next = fetch.apply(token);
      page = next.elements.iterator();
      token = next.nextToken;
      last = token.isEmpty();
    }
    return page.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("There are no more elements.");
    }
    return page.next();
  }
}
