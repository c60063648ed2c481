package dev.perdure.internal.workflow;

import dev.perdure.converter.DataConverter;
import dev.perdure.internal.definition.DefinedMethod;
import dev.perdure.internal.definition.HandlerDefinition;
import dev.perdure.workflow.HandlerUnfinishedPolicy;
import io.temporal.api.common.v1.Payloads;
import org.jspecify.annotations.Nullable;

/// What handles the signals, queries or updates of one name, or of all names: an annotated method
/// of the workflow's instance, or code that was set at run time.
///
/// @param form how its arguments are decoded
/// @param code what it does
/// @param validator decides whether an update is accepted; null when all are
/// @param unfinishedPolicy what happens when the workflow ends while it runs
/// @param description what user interfaces show; empty for nothing
/// @param given what the user has set at run time; null for a method
record Handler(
    Form form,
    Code code,
    @Nullable Code validator,
    HandlerUnfinishedPolicy unfinishedPolicy,
    String description,
    @Nullable Object given) {

  /// Arguments for [Code].
  @FunctionalInterface
  interface Form {
    /// One argument: all that came, decoded when asked for.
    Form DETAILS = (converter, _, input) -> new Object[] {converter.decodeDetails(input)};

    /// Two arguments: the name, and all that came.
    Form NAME_AND_DETAILS =
        (converter, name, input) -> new Object[] {name, converter.decodeDetails(input)};

    @Nullable Object[] decode(DataConverter converter, String name, Payloads input);
  }

  /// What takes decoded arguments.
  @FunctionalInterface
  interface Code {
    @Nullable Object call(@Nullable Object... arguments) throws Throwable;
  }

  /// A method, called on an instance.
  static Handler of(HandlerDefinition definition, boolean dynamic, Object instance) {
    DefinedMethod method = definition.method();
    DefinedMethod validator = definition.validator();
    return new Handler(
        dynamic
            ? Form.NAME_AND_DETAILS
            : (converter, _, input) -> converter.decodeArguments(input, method.parameterTypes()),
        arguments -> method.invoke(instance, arguments),
        validator == null ? null : arguments -> validator.invoke(instance, arguments),
        definition.unfinishedPolicy(),
        definition.description(),
        null);
  }

  /// Code that was set at run time.
  static Handler set(Form form, Object given, Code code, @Nullable Code validator) {
    return new Handler(form, code, validator, HandlerUnfinishedPolicy.WARN_AND_ABANDON, "", given);
  }
}
