package dev.perdure.internal.workflow;

import dev.perdure.internal.coroutine.Scheduler;
import io.temporal.api.sdk.v1.EnhancedStackTrace;
import io.temporal.api.sdk.v1.StackTrace;
import io.temporal.api.sdk.v1.StackTraceFileLocation;
import io.temporal.api.sdk.v1.StackTraceSDKInfo;
import io.temporal.api.sdk.v1.WorkflowDefinition;
import io.temporal.api.sdk.v1.WorkflowInteractionDefinition;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/// The queries that every workflow answers: where its code waits, and what can be asked of it.
final class BuiltInQueries {
  private static final String STACK_TRACE = "__stack_trace";
  private static final String ENHANCED_STACK_TRACE = "__enhanced_stack_trace";
  private static final String METADATA = "__temporal_workflow_metadata";

  static final Set<String> NAMES = Set.of(STACK_TRACE, ENHANCED_STACK_TRACE, METADATA);

  private final RunContext run;

  BuiltInQueries(RunContext run) {
    this.run = run;
  }

  Object answer(String name) {
    return switch (name) {
      case STACK_TRACE -> stackTrace();
      case ENHANCED_STACK_TRACE -> enhancedStackTrace();
      case METADATA -> metadata();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private String stackTrace() {
    return run.scheduler.stacks().stream()
        .map(BuiltInQueries::print)
        .collect(Collectors.joining("\n"));
  }

  private static String print(Scheduler.Stack stack) {
    return stack.frames().stream()
        .map(frame -> "    at " + frame + "\n")
        .collect(Collectors.joining("", stack.name() + "\n", ""));
  }

  /// The sources are not there when a Java program runs, so only places are told.
  private EnhancedStackTrace enhancedStackTrace() {
    var result =
        EnhancedStackTrace.newBuilder()
            .setSdk(
                StackTraceSDKInfo.newBuilder()
                    .setName(run.settings.sdkName())
                    .setVersion(run.settings.sdkVersion()));
    for (Scheduler.Stack stack : run.scheduler.stacks()) {
      result.addStacks(
          StackTrace.newBuilder()
              .addAllLocations(stack.frames().stream().map(BuiltInQueries::location).toList()));
    }
    return result.build();
  }

  private static StackTraceFileLocation location(StackTraceElement frame) {
    String type = frame.getClassName();
    String directory = type.substring(0, type.lastIndexOf('.') + 1).replace('.', '/');
    return StackTraceFileLocation.newBuilder()
        .setFilePath(frame.getFileName() == null ? "" : directory + frame.getFileName())
        .setLine(Math.max(frame.getLineNumber(), -1))
        .setColumn(-1)
        .setFunctionName(type + "." + frame.getMethodName())
        .setInternalCode(type.startsWith("dev.perdure."))
        .build();
  }

  /// Their names among others.
  static SortedSet<String> among(SortedSet<String> names) {
    names.addAll(NAMES);
    return names;
  }

  private WorkflowMetadata metadata() {
    return WorkflowMetadata.newBuilder()
        .setDefinition(
            WorkflowDefinition.newBuilder()
                .setType(run.workflowType())
                .addAllQueryDefinitions(
                    definitions(among(run.handlers.queries.names()), run.handlers.queries))
                .addAllSignalDefinitions(definitions(run.handlers.signals))
                .addAllUpdateDefinitions(definitions(run.handlers.updates)))
        .setCurrentDetails(run.currentDetails)
        .build();
  }

  private static List<WorkflowInteractionDefinition> definitions(HandlerTable handlers) {
    return definitions(handlers.names(), handlers);
  }

  /// Sorted by name; a dynamic handler has an empty one.
  private static List<WorkflowInteractionDefinition> definitions(
      SortedSet<String> names, HandlerTable handlers) {
    if (handlers.isDynamic()) {
      names.add(HandlerTable.DYNAMIC);
    }
    return names.stream()
        .map(
            name ->
                WorkflowInteractionDefinition.newBuilder()
                    .setName(name)
                    .setDescription(handlers.description(name))
                    .build())
        .toList();
  }
}
