package dev.perdure.server.attribute;

import dev.perdure.engine.attribute.AttributeTypes;
import dev.perdure.server.search.Attribute;
import dev.perdure.server.search.KnownAttributes;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoredNamespaces;
import io.temporal.api.enums.v1.IndexedValueType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The search attributes of the namespaces: what the store has registered, and what every namespace
/// has.
public final class AttributeRegistry implements AttributeTypes {
  private volatile StoredNamespaces namespaces;

  public AttributeRegistry(StoredNamespaces namespaces) {
    this.namespaces = namespaces;
  }

  /// Registers what a namespace does not have yet.
  ///
  /// @param names with the names of their types: `Keyword`, `Int`, …
  public void register(String namespace, Map<String, String> names) {
    var added = new HashMap<String, IndexedValueType>();
    for (var name : names.entrySet()) {
      added.put(name.getKey(), Attribute.type(name.getValue()));
    }
    added.keySet().removeAll(types(namespace).keySet());
    if (!added.isEmpty()) {
      change(namespace, added, Set.of()).join();
    }
  }

  /// Goes on with a store that was opened after this one failed.
  public void goOnWith(Store reopened) {
    namespaces = reopened.namespaces();
  }

  /// What users have registered in a namespace.
  public Map<String, IndexedValueType> types(String namespace) {
    return namespaces.searchAttributes(namespace);
  }

  /// Adds and removes attributes, once the future is complete.
  public CompletableFuture<Void> change(
      String namespace, Map<String, IndexedValueType> added, Set<String> removed) {
    return namespaces.changeSearchAttributes(namespace, added, removed);
  }

  @Override
  public @Nullable IndexedValueType type(String namespace, String name) {
    var known = KnownAttributes.PREDEFINED.get(name);
    return known != null ? known : types(namespace).get(name);
  }

  @Override
  public boolean isOwn(String name) {
    return KnownAttributes.SYSTEM.containsKey(name)
        || (KnownAttributes.PREDEFINED.containsKey(name)
            && !KnownAttributes.SETTABLE.contains(name));
  }
}
