package dev.perdure.server.store;

import io.temporal.api.enums.v1.IndexedValueType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The namespaces that a store has, with the search attributes that users have registered in them.
public final class StoredNamespaces {
  private final OpenFile file;

  StoredNamespaces(OpenFile file) {
    this.file = file;
  }

  /// The registered namespaces, by name; those that were deleted and still have runs are among
  /// them.
  public List<Namespace> all() {
    return file.namespaces().all();
  }

  /// How many there are.
  public int count() {
    return file.namespaces().count();
  }

  /// The one of this name, null if there is none.
  public @Nullable Namespace find(String name) {
    return file.namespaces().find(name);
  }

  /// Registers one, unless there is one of that name. Waits until that is durable.
  ///
  /// @param retention how long its closed runs are kept; null for ever
  /// @return the one that is registered
  public Namespace register(String name, @Nullable Duration retention) {
    return Store.join(add(new Namespace(name, UUID.randomUUID(), retention)));
  }

  /// Registers one, unless there is one of that name. It can be used at once.
  ///
  /// @return the one that is registered, once that is durable
  public CompletableFuture<Namespace> add(Namespace made) {
    var namespaces = file.namespaces();
    synchronized (namespaces) {
      var known = namespaces.find(made.name());
      if (known != null) {
        // Behind its own registration, which may not be durable yet.
        return file.journal().run(_ -> {}).thenApply(_ -> known);
      }
      int number = namespaces.nextNumber();
      var durable =
          file.journal()
              .run(
                  tables -> {
                    NamespaceRows.insert(tables, number, made);
                    tables.putMeta(Meta.LAST_NAMESPACE, number);
                  });
      namespaces.put(number, made);
      return durable.thenApply(_ -> made);
    }
  }

  /// Changes one, which is found by its name. That shows at once.
  ///
  /// @param change called at once, in no more than one thread at a time; what it throws is thrown
  /// @return the changed one, once that is durable
  /// @throws IllegalArgumentException if there is no namespace of this name
  public CompletableFuture<Namespace> change(String name, UnaryOperator<Namespace> change) {
    var namespaces = file.namespaces();
    synchronized (namespaces) {
      int number = namespaces.number(name);
      var known = Objects.requireNonNull(namespaces.find(name));
      var changed = change.apply(known);
      var durable = file.journal().run(tables -> NamespaceRows.insert(tables, number, changed));
      namespaces.put(number, changed);
      return durable.thenApply(_ -> changed);
    }
  }

  /// Removes one that has no runs any more.
  ///
  /// @return done when that is durable
  public CompletableFuture<Void> drop(String name) {
    var namespaces = file.namespaces();
    synchronized (namespaces) {
      int number = namespaces.number(name);
      // Nothing of it may come to the tables later.
      var _ = file.journal().foldAll();
      return file.journal()
          .run(tables -> NamespaceRows.delete(tables, number))
          .thenRun(() -> namespaces.remove(name));
    }
  }

  /// The search attributes that users have registered in a namespace.
  public Map<String, IndexedValueType> searchAttributes(String namespace) {
    return file.attributes().of(file.namespaces().numberOrZero(namespace));
  }

  /// Adds and removes search attributes of a namespace, once the future is complete.
  public CompletableFuture<Void> changeSearchAttributes(
      String namespace, Map<String, IndexedValueType> added, Set<String> removed) {
    int number = file.namespaces().number(namespace);
    return file.journal().run(tables -> file.attributes().change(tables, number, added, removed));
  }
}
