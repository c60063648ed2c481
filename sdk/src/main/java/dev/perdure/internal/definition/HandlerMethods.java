package dev.perdure.internal.definition;

import dev.perdure.common.Details;
import dev.perdure.workflow.HandlerUnfinishedPolicy;
import dev.perdure.workflow.Workflow;
import java.lang.annotation.Annotation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the methods of a workflow class that handle signals, queries and updates.
final class HandlerMethods {
  private static final List<Class<? extends Annotation>> KINDS =
      List.of(
          Workflow.Run.class,
          Workflow.Signal.class,
          Workflow.Query.class,
          Workflow.Update.class,
          Workflow.UpdateValidator.class);

  private final Class<?> type;
  private final AnnotatedMethods methods;
  private final Problems problems;

  HandlerMethods(Class<?> type, AnnotatedMethods methods, Problems problems) {
    this.type = type;
    this.methods = methods;
    this.problems = problems;
  }

  /// Refuses methods that are two things at once, also where one overrides the other.
  void checkKinds() {
    methods.checkOneKind(KINDS);
  }

  HandlerDefinitions signals() {
    var found = new Found("signal");
    for (DefinedMethod method : methods.all(Workflow.Signal.class, Workflow.Signal::name)) {
      var signal = AnnotatedMethods.annotationOf(method.method(), Workflow.Signal.class);
      found.add(
          new HandlerDefinition(method, null, signal.unfinishedPolicy(), signal.description()),
          signal.dynamic(),
          signal.name());
    }
    return found.definitions();
  }

  HandlerDefinitions queries() {
    var found = new Found("query");
    for (DefinedMethod method : methods.all(Workflow.Query.class, Workflow.Query::name)) {
      var query = AnnotatedMethods.annotationOf(method.method(), Workflow.Query.class);
      if (method.resultType() == void.class) {
        problems.add(
            "%s is a query and returns nothing. A query answers with a value.".formatted(method));
      }
      if (method.name().equals("__stack_trace") || method.name().equals("__enhanced_stack_trace")) {
        problems.add(
            "%s has the name \"%s\", which every workflow answers by itself. Give it another."
                .formatted(method, method.name()));
      }
      found.add(
          new HandlerDefinition(
              method, null, HandlerUnfinishedPolicy.WARN_AND_ABANDON, query.description()),
          query.dynamic(),
          query.name());
    }
    return found.definitions();
  }

  HandlerDefinitions updates() {
    var found = new Found("update");
    for (DefinedMethod method : methods.all(Workflow.Update.class, Workflow.Update::name)) {
      var update = AnnotatedMethods.annotationOf(method.method(), Workflow.Update.class);
      found.add(
          new HandlerDefinition(method, null, update.unfinishedPolicy(), update.description()),
          update.dynamic(),
          update.name());
    }
    for (DefinedMethod validator : methods.all(Workflow.UpdateValidator.class, _ -> "")) {
      found.validate(
          validator,
          AnnotatedMethods.annotationOf(validator.method(), Workflow.UpdateValidator.class)
              .value());
    }
    return found.definitions();
  }

  /// The handlers of one kind, as they are found.
  private final class Found {
    private final String kind;
    private final Map<String, HandlerDefinition> named = new LinkedHashMap<>();
    private @Nullable HandlerDefinition dynamic;

    Found(String kind) {
      this.kind = kind;
    }

    HandlerDefinitions definitions() {
      return new HandlerDefinitions(named, dynamic);
    }

    void add(HandlerDefinition handler, boolean isDynamic, String givenName) {
      if (isDynamic) {
        addDynamic(handler, givenName);
        return;
      }
      DefinedMethod method = handler.method();
      methods.checkName(method);
      HandlerDefinition other = named.putIfAbsent(method.name(), handler);
      if (other != null) {
        problems.add(AnnotatedMethods.both(kind, other.method(), method));
      }
    }

    private void addDynamic(HandlerDefinition handler, String givenName) {
      DefinedMethod method = handler.method();
      if (!givenName.isEmpty()) {
        problems.add(
            "%s is the dynamic %s and has the name \"%s\". It takes any name, so give it none."
                .formatted(method, kind, givenName));
      }
      if (!method.parameterTypes().equals(List.of(String.class, Details.class))) {
        problems.add(
            "%s is the dynamic %s and takes %s. It must take (String name, Details arguments)."
                .formatted(method, kind, AnnotatedMethods.describe(method.parameterTypes())));
      }
      if (dynamic != null) {
        problems.add(
            "%s and %s are both the dynamic %s. Keep one of them."
                .formatted(dynamic.method(), method, kind));
      }
      dynamic = handler;
    }

    /// Gives a validator to the update that it names: by its name on the wire or its method's.
    void validate(DefinedMethod validator, String name) {
      HandlerDefinition update = named.get(name);
      HandlerDefinition byMethod = byMethod(name);
      if (update == null) {
        update = byMethod;
      } else if (byMethod != null && !byMethod.equals(update)) {
        problems.add(
            "%s validates \"%s\", which is the name of %s and the method of the update \"%s\". Rename one of them."
                .formatted(validator, name, update.method(), byMethod.method().name()));
        return;
      }
      if (update == null) {
        problems.add(
            "%s validates the update \"%s\", but %s has no such update. It has: %s."
                .formatted(validator, name, type.getName(), names()));
        return;
      }
      check(validator, update);
      HandlerDefinition validated = update.withValidator(validator);
      if (update.equals(dynamic)) {
        dynamic = validated;
      } else {
        named.put(update.method().name(), validated);
      }
    }

    private void check(DefinedMethod validator, HandlerDefinition update) {
      String wireName = update.equals(dynamic) ? "any update" : update.method().name();
      if (update.validator() != null) {
        problems.add(
            "%s and %s both validate the update \"%s\". Keep one of them."
                .formatted(update.validator(), validator, wireName));
      }
      if (!validator.parameterTypes().equals(update.method().parameterTypes())) {
        problems.add(
            "%s takes %s, but the update \"%s\" that it validates (%s) takes %s. Give both the same parameters."
                .formatted(
                    validator,
                    AnnotatedMethods.describe(validator.parameterTypes()),
                    wireName,
                    update.method(),
                    AnnotatedMethods.describe(update.method().parameterTypes())));
      }
      if (validator.resultType() != void.class) {
        problems.add(
            "%s validates the update \"%s\" and returns a value. A validator refuses by throwing, so make it void."
                .formatted(validator, wireName));
      }
    }

    private @Nullable HandlerDefinition byMethod(String name) {
      if (dynamic != null && dynamic.method().method().getName().equals(name)) {
        return dynamic;
      }
      for (HandlerDefinition update : named.values()) {
        if (update.method().method().getName().equals(name)) {
          return update;
        }
      }
      return null;
    }

    private String names() {
      return named.isEmpty() ? "none" : String.join(", ", new TreeSet<>(named.keySet()));
    }
  }
}
