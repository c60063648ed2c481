package dev.perdure.server.store;

import org.jspecify.annotations.Nullable;

/// The store cannot do what it was asked. The message is a sentence for the operator, with the
/// file's name and what to do.
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What went wrong.
  public enum Kind {
    /// Another server has the file open.
    LOCKED,
    /// The file or its directory cannot be written.
    UNWRITABLE,
    /// The file is no SQLite database.
    NOT_A_DATABASE,
    /// The file is a database, but of another program.
    FOREIGN,
    /// The file was written by a newer version of Perdure.
    NEWER,
    /// The file is damaged.
    CORRUPT,
    /// An option has a value that the store cannot work with.
    BAD_OPTION,
    /// The disk, or the database's page limit, is exhausted.
    FULL,
    /// Reading or writing failed.
    IO,
    /// Another server has opened the file since: this one must not write any more.
    FENCED,
    /// Too many reads are waiting already.
    OVERLOADED,
    /// A read took too long.
    TOO_LONG,
    /// The store is closed, or an earlier commit failed.
    CLOSED
  }

  private final Kind kind;

  public StoreException(Kind kind, String message) {
    this(kind, message, null);
  }

  public StoreException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
