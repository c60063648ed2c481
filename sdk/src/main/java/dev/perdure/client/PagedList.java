package dev.perdure.client;

import com.google.protobuf.ByteString;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What the server lists. Nothing is asked of it until somebody goes through the list, and then one
/// page at a time. Immutable: each `with…` method returns a new list.
///
/// What goes through it throws [RpcException] when the server cannot be reached, or refuses the
/// query.
///
/// @param <T> what is listed
public final class PagedList<T> implements Iterable<T> {
  private static final int PAGE_SIZE = 1000;

  private final Pages<T> pages;
  private final long limit;
  private final int pageSize;
  private final ByteString pageToken;

  /// Where the pages come from.
  @FunctionalInterface
  interface Pages<T> {
    Page<T> fetch(int pageSize, ByteString pageToken);
  }

  /// One page of a list.
  ///
  /// @param elements what is on it
  /// @param nextPageToken what [PagedList#withPageToken] takes for the next one; empty behind the
  ///   last
  public record Page<T>(List<T> elements, ByteString nextPageToken) {
    /// Keeps the elements unchanged.
    public Page {
      elements = List.copyOf(elements);
    }
  }

  PagedList(Pages<T> pages) {
    this(pages, Long.MAX_VALUE, PAGE_SIZE, ByteString.EMPTY);
  }

  private PagedList(Pages<T> pages, long limit, int pageSize, ByteString pageToken) {
    this.pages = pages;
    this.limit = limit;
    this.pageSize = pageSize;
    this.pageToken = pageToken;
  }

  /// Not more than so many.
  public PagedList<T> withLimit(long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("A list cannot have a limit of %d.".formatted(limit));
    }
    return new PagedList<>(pages, limit, pageSize, pageToken);
  }

  /// How many the server is asked for at a time; 1,000 without it.
  public PagedList<T> withPageSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("A page cannot have a size of %d.".formatted(size));
    }
    return new PagedList<>(pages, limit, size, pageToken);
  }

  /// From a page on: see [Page#nextPageToken].
  public PagedList<T> withPageToken(ByteString token) {
    return new PagedList<>(pages, limit, pageSize, token);
  }

  /// One page, for who shows pages. The limit does not matter.
  public Page<T> page() {
    return pages.fetch(pageSize, pageToken);
  }

  @Override
  public Iterator<T> iterator() {
    return stream().iterator();
  }

  /// All of it as a stream.
  public Stream<T> stream() {
    int size = (int) Math.max(1, Math.min(pageSize, limit));
    var paged =
        new Paged<>(
            pageToken,
            token -> {
              Page<T> page = pages.fetch(size, token);
              return new Paged.Page<>(page.elements, page.nextPageToken);
            });
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(
                paged, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
            false)
        .limit(limit);
  }
}
