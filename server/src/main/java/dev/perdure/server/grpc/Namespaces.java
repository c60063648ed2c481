package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.store.Namespace;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoredNamespaces;
import io.temporal.api.enums.v1.NamespaceState;
import io.temporal.api.errordetails.v1.NamespaceInvalidStateFailure;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The namespaces that exist, and what may be asked of them.
public final class Namespaces {
  /// What the server of a cluster keeps for itself.
  public static final String SYSTEM = "temporal-system";

  public static final UUID SYSTEM_ID = UUID.fromString("32049b68-7872-4094-8e63-d0dd59896a83");

  private static final List<NamespaceState> USABLE =
      List.of(NamespaceState.NAMESPACE_STATE_REGISTERED, NamespaceState.NAMESPACE_STATE_DEPRECATED);
  private static final List<NamespaceState> OPEN =
      List.of(NamespaceState.NAMESPACE_STATE_REGISTERED);

  /// How many namespaces there may be that nobody has asked for.
  private static final int MOST_BY_USE = 1_000;

  private final boolean any;
  private final int maxLength;
  private final InstantSource clock;
  private final Runnable whenGoing;
  private volatile StoredNamespaces stored;

  /// @param any whether a namespace is registered when it is first named
  /// @param maxLength longest name, in bytes of UTF-8
  /// @param whenGoing told when a namespace was deleted, whose runs are to be removed now
  public Namespaces(
      StoredNamespaces stored,
      boolean any,
      int maxLength,
      InstantSource clock,
      Runnable whenGoing) {
    this.stored = stored;
    this.any = any;
    this.maxLength = maxLength;
    this.clock = clock;
    this.whenGoing = whenGoing;
  }

  /// Goes on with a store that was opened after this one failed.
  public void goOnWith(Store reopened) {
    stored = reopened.namespaces();
  }

  StoredNamespaces stored() {
    return stored;
  }

  Instant now() {
    return clock.instant();
  }

  /// A namespace was deleted.
  void goes() {
    whenGoing.run();
  }

  List<Namespace> all() {
    return stored.all();
  }

  /// Fails the request when there is no such namespace, or it is not to be used any more.
  void check(String name) {
    check(name, USABLE);
  }

  /// Fails the request when nothing may be started in the namespace.
  void checkOpen(String name) {
    check(name, OPEN);
  }

  private void check(String name, List<NamespaceState> allowed) {
    var found = get(name);
    if (!allowed.contains(found.state())) {
      throw invalidState(found, allowed);
    }
  }

  /// The namespace that clients know by this name, in whatever state.
  Namespace get(String name) {
    var found = stored.find(name);
    return found == null || found.isGoing() ? slowly(name) : found;
  }

  /// Whether there is a namespace of this name.
  boolean isKnown(String name) {
    return stored.find(name) != null;
  }

  Namespace byId(String id) {
    var found = first(namespace -> namespace.id().toString().equals(id));
    if (found == null) {
      throw unknown(id);
    }
    return found;
  }

  private Namespace slowly(String name) {
    checkName(name);
    var going = first(namespace -> namespace.shownName().equals(name));
    if (going != null) {
      return going;
    }
    if (any && stored.find(name) == null && stored.count() < MOST_BY_USE) {
      var made = new Namespace(name, UUID.randomUUID(), null);
      var _ = stored.add(made);
      return get(name);
    }
    throw unknown(name);
  }

  void checkName(String name) {
    if (name.isEmpty()) {
      throw RejectedException.invalidArgument("Namespace not set on request.");
    }
    if (Validation.utf8Length(name) > maxLength) {
      throw RejectedException.invalidArgument("Namespace length exceeds limit.");
    }
  }

  private @Nullable Namespace first(Predicate<Namespace> wanted) {
    return stored.all().stream().filter(wanted).findFirst().orElse(null);
  }

  private static RejectedException unknown(String name) {
    return new RejectedException(
        new Rejection(
            Rejection.Code.NOT_FOUND,
            "Namespace " + name + " is not found.",
            NamespaceNotFoundFailure.newBuilder().setNamespace(name).build()));
  }

  private static RejectedException invalidState(Namespace found, List<NamespaceState> allowed) {
    return new RejectedException(
        new Rejection(
            Rejection.Code.FAILED_PRECONDITION,
            "Namespace has invalid state: %s. Must be %s."
                .formatted(
                    word(found.state()),
                    allowed.stream().map(Namespaces::word).collect(Collectors.joining(" or "))),
            NamespaceInvalidStateFailure.newBuilder()
                .setNamespace(found.shownName())
                .setState(found.state())
                .addAllAllowedStates(allowed)
                .build()));
  }

  private static String word(NamespaceState state) {
    return switch (state) {
      case NAMESPACE_STATE_REGISTERED -> "Registered";
      case NAMESPACE_STATE_DEPRECATED -> "Deprecated";
      case NAMESPACE_STATE_DELETED -> "Deleted";
      default -> "Unspecified";
    };
  }
}
