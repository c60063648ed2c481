package dev.perdure.server.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The batch operations that a store has.
///
/// A namespace may be removed meanwhile: then nothing is kept of its batches.
public final class StoredBatches {
  private final OpenFile file;

  StoredBatches(OpenFile file) {
    this.file = file;
  }

  /// All of them, in the order in which they have begun; of those that have ended without what they
  /// went through.
  public List<BatchJob> all() {
    var all = new CompletableFuture<List<BatchJob>>();
    file.readers().submitWhole(rows -> BatchRows.all(rows.connection(), file.namespaces()), all);
    return Store.join(all);
  }

  /// One with all that is kept of it.
  public CompletableFuture<Optional<BatchJob>> find(String namespace, String id) {
    int number = file.namespaces().numberOrZero(namespace);
    var found = new CompletableFuture<Optional<BatchJob>>();
    file.readers().submit(rows -> BatchRows.find(rows.connection(), number, namespace, id), found);
    return found;
  }

  /// Keeps one that begins, once the future is complete.
  public CompletableFuture<Void> add(BatchJob job) {
    int namespace = number(job);
    return file.journal().run(tables -> BatchRows.insert(tables.connection(), namespace, job));
  }

  /// Keeps how far one is, once the future is complete, unless it was dropped.
  public CompletableFuture<Void> put(BatchJob job) {
    int namespace = number(job);
    return file.journal().run(tables -> BatchRows.update(tables.connection(), namespace, job));
  }

  /// Forgets one, once the future is complete.
  public CompletableFuture<Void> drop(String namespace, String id) {
    int number = file.namespaces().numberOrZero(namespace);
    return file.journal().run(tables -> BatchRows.delete(tables.connection(), number, id));
  }

  private int number(BatchJob job) {
    return file.namespaces().numberOrZero(job.namespace());
  }
}
